import { createHash } from 'node:crypto';

/** A minute of the hour for what runs by the clock, so that many deployments do not all run at once. */
export function minuteOf(deployment: string): number {
  return createHash('sha256').update(deployment).digest().readUInt16BE(0) % 60;
}
