import { parseInfo, type RedisLink } from '../../redis';

const LOOK_MS = 15;

/**
 * Waits until a primary has received an acknowledgement of that replica, which it sends every second.
 *
 * @returns when that was, in milliseconds since the epoch; undefined when none came in time
 */
export async function nextAcknowledgement(primary: RedisLink, replica: string, withinMs: number): Promise<number | undefined> {
  const deadline = Date.now() + withinMs;
  let before: string | undefined;
  while (Date.now() < deadline) {
    const info = parseInfo(String(await primary.call('INFO', 'replication')));
    const line = Object.entries(info).find(([field, value]) => /^slave\d+$/.test(field) && value.includes(`ip=${replica},`))?.[1];
    const offset = /offset=(\d+)/.exec(line ?? '')?.[1];
    if (offset === undefined) {
      return undefined;
    }
    if (before !== undefined && offset !== before) {
      return Date.now();
    }
    before = offset;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return undefined;
}
