import { RedisLink } from '../redis';
import type { BackupTarget, TargetNode } from './target';

/** Longest wait for a connection or the answer to a short command, in milliseconds. */
const TIMEOUT_MS = 5000;

/** Where a server is, with or without a name. */
export type Address = Pick<TargetNode, 'host' | 'port'>;

/** A connection for short commands, as the target's user. The caller closes it. */
export function linkTo(target: BackupTarget, { host, port }: Address, timeoutMs = TIMEOUT_MS): RedisLink {
  const { username, password, tls, localAddress } = target;
  return new RedisLink({ host, port, username, password, tls, localAddress, timeoutMs });
}

/** Opens a connection, asks, and closes it. */
export async function asking<T>(
  target: BackupTarget, address: Address, ask: (link: RedisLink) => Promise<T>, timeoutMs?: number,
): Promise<T> {
  const link = linkTo(target, address, timeoutMs);
  try {
    return await ask(link);
  } finally {
    link.close();
  }
}

/** `host:port`, as messages call a server nobody has named. */
export function addressOf({ host, port }: Address): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** True when the server is there and does not let this user do it. */
export function notPermitted(failure: unknown): boolean {
  return failure instanceof Error && /^NOPERM\b/.test(failure.message);
}

/** The text of a failure. */
export function messageOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
