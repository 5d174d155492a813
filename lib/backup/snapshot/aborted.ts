/** Why a snapshot was given up while it streamed. */
export type AbortCause = 'failover' | 'deadline' | 'too slow' | 'source lost' | 'lease lost';

/** A snapshot was given up on purpose: going on would have cost the deployment more than the backup is worth. */
export class BackupAborted extends Error {
  constructor(public readonly why: AbortCause, message: string) {
    super(message);
    this.name = 'BackupAborted';
  }
}

/** What a signal was aborted with, as an error. */
export function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error(`the backup was stopped: ${String(signal.reason)}`);
}
