import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { layoutOf, sentinelLag, SentinelLag, withSentinelTransport, type NodeConfig } from '../../config';
import type { DeploymentPlan } from '../../plan';
import { parseInfo, type RedisLink } from '../../redis';
import type { Log } from '../log';
import { writeAtomically } from '../write-atomically';

interface Run {
  readonly runId: string;
  readonly processId: number;
}

export interface SentinelRestartTools {
  readonly config: NodeConfig;
  readonly plan: DeploymentPlan;
  readonly sentinel: RedisLink;
  readonly log: Log;
}

const DEATH_MS = 1000;

/**
 * The Sentinel beside this agent as the process of which one knows what it was started with: it reads transport and
 * certificates when it starts and never again, so that whatever changes there ends it, and its supervisor starts it anew.
 */
export class SentinelRestart {
  private readonly behindFile: string;
  /** What it ended; its successor has not answered yet. */
  private ended?: string;

  constructor(private readonly tools: SentinelRestartTools) {
    this.behindFile = join(dirname(layoutOf(tools.config).tlsKey), 'sentinel-behind');
  }

  /** Remembers, also for an agent after this one, that the Sentinel which runs now has certificates of before. */
  public async outdate(): Promise<void> {
    const run = await this.run();
    if (run) {
      await writeAtomically(this.behindFile, run.runId, { durable: false });
    }
  }

  /** Whether the Sentinel that runs has certificates of before. */
  public async outdated(): Promise<boolean> {
    const runId = await readFile(this.behindFile, 'utf8').catch(() => '');
    if (runId === '') {
      return false;
    }
    const run = await this.run();
    if (run && run.runId !== runId) {
      await rm(this.behindFile, { force: true });
    }
    return run?.runId === runId;
  }

  /** Whether it was ended and is not back yet. */
  public async onItsWay(): Promise<boolean> {
    if (this.ended !== undefined && ((await this.run())?.runId ?? this.ended) !== this.ended) {
      this.ended = undefined;
    }
    return this.ended !== undefined;
  }

  /** What of its file is not as the plan wants it; nothing where there is no file yet. */
  public async lag(): Promise<SentinelLag> {
    const { config, plan } = this.tools;
    const text = await readFile(layoutOf(config).sentinelConf, 'utf8').catch(() => undefined);
    return text === undefined ? SentinelLag.NONE : sentinelLag(text, plan, config);
  }

  /** Ends it, and brings its file to the plan's transport before it comes back. Does nothing where it does not answer. */
  public async restart(reason: string): Promise<void> {
    const { config, plan, log } = this.tools;
    const run = await this.run();
    if (!run) {
      return;
    }
    this.ended = run.runId;
    log('restart-sentinel', { processId: run.processId, reason });
    const file = layoutOf(config).sentinelConf;
    const changes = await this.lag() !== SentinelLag.NONE;
    process.kill(run.processId, changes ? 'SIGKILL' : 'SIGTERM');
    const deadline = Date.now() + DEATH_MS;
    while (alive(run.processId) && Date.now() < deadline) {
      await sleep(5);
    }
    if (changes) {
      await writeAtomically(file, withSentinelTransport(await readFile(file, 'utf8'), plan, config));
    }
  }

  private async run(): Promise<Run | undefined> {
    const info = await this.tools.sentinel.call('INFO', 'server').then((text) => parseInfo(String(text)), () => undefined);
    const processId = Number(info?.process_id ?? 0);
    return processId > 0 ? { runId: info?.run_id ?? '', processId } : undefined;
  }
}

function alive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}
