import type { Desired } from './desired';
import type { Log } from './log';

/** Logs a decision of another kind than the one before. Reasons carry offsets and seconds, which change all the time. */
export function logPhase(log: Log, { phase, reason }: Desired, before: Desired | undefined): void {
  if (phase !== before?.phase || withoutNumbers(reason) !== withoutNumbers(before.reason)) {
    log('phase', { phase, reason });
  }
}

function withoutNumbers(reason: string): string {
  return reason.replace(/\d+/g, '#');
}
