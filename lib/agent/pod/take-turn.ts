import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log';
import type { Platform } from '../platform/platform';

export interface TurnOptions {
  readonly platform: Pick<Platform, 'takeTurn' | 'giveTurn'>;
  readonly holder: string;
  /** After which a holder that died has lost it, in seconds. */
  readonly ttlSeconds: number;
  /** How long it is waited for, in milliseconds. */
  readonly patienceMs: number;
  /** Whether there is still something to do with it. */
  readonly needed: () => boolean;
  readonly log: Log;
  /** @default 1 s */
  readonly periodMs?: number;
}

const PERIOD_MS = 1000;
/** An API server that does not answer is not waited for any longer. */
const ANSWER_MS = 5000;

/** Waits for the deployment's turn to hand over, and goes on without it when that takes too long. */
export async function takeTurn(options: TurnOptions): Promise<void> {
  const { platform, holder, ttlSeconds, needed, log } = options;
  if (!platform.takeTurn) {
    return;
  }
  const began = Date.now();
  let trouble = 'another node has it';
  while (needed()) {
    const answer = await within(platform.takeTurn(holder, ttlSeconds).catch((failure: unknown) => String(failure)));
    if (answer === true) {
      log('turn', { milliseconds: Date.now() - began });
      return;
    }
    trouble = typeof answer === 'string' ? answer : trouble;
    if (Date.now() - began >= options.patienceMs) {
      log('turn-missed', { milliseconds: Date.now() - began, reason: trouble });
      return;
    }
    await sleep(options.periodMs ?? PERIOD_MS);
  }
}

/** Gives it back, also one whose taking was not heard of. One that cannot be given back ends by itself. */
export async function giveTurn({ platform, holder, log }: Pick<TurnOptions, 'platform' | 'holder' | 'log'>): Promise<void> {
  const trouble = await within(
    Promise.resolve(platform.giveTurn?.(holder)).then(() => true, (failure: unknown) => String(failure)));
  if (trouble !== true) {
    log('turn-kept', { error: trouble });
  }
}

async function within(answer: Promise<boolean | string>): Promise<boolean | string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${ANSWER_MS} ms`), ANSWER_MS);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
