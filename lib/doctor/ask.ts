import { UserName } from '../model';
import type { ConnectionTls, DeploymentPlan } from '../plan';
import { RedisLink } from '../redis';

/** How to reach a deployment. */
export interface Access {
  readonly plan: DeploymentPlan;
  /** Node name to address. */
  readonly addresses: Record<string, string>;
  /** Password of the `monitor` user. */
  readonly monitorPassword: string;
  /** How servers are checked, see `connectionTls`. @default - plaintext, which a plan with TLS does not answer */
  readonly tls?: ConnectionTls;
  /**
   * Longest wait for each answer, in milliseconds.
   *
   * @default 1500
   */
  readonly timeoutMs?: number;
}

/** Opens a connection as the user `monitor`, asks, and closes it. */
export async function asking<T>(access: Access, node: string, port: number, ask: (link: RedisLink) => Promise<T>): Promise<T> {
  const link = new RedisLink({
    host: access.addresses[node]!,
    port,
    username: UserName.MONITOR,
    password: access.monitorPassword,
    tls: access.tls,
    timeoutMs: timeoutOf(access),
  });
  try {
    return await ask(link);
  } finally {
    link.close();
  }
}

/** Longest wait for an answer, in milliseconds. */
export function timeoutOf(access: Access): number {
  return access.timeoutMs ?? 1500;
}

/** A server that says no is there, and what has to be put right is the user, not the server. */
export function refusal(failure: unknown): { refusal?: string } {
  const message = failure instanceof Error ? failure.message : '';
  return /^(NOPERM|WRONGPASS|NOAUTH)\b/.test(message) ? { refusal: message } : {};
}
