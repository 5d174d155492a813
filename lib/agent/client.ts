import { request } from 'node:http';
import { freshNonce, sign, verifyAnswer } from './authenticity';
import type { CommandResult } from './command-result';
import type { PeerState } from './situation';

/** Where an agent listens, and from which address to ask it. */
export interface AgentAddress {
  readonly host: string;
  readonly port: number;
  readonly localAddress?: string;
  /** Node it is the agent of. @default - any of the deployment may answer */
  readonly name?: string;
}

const ASK_TIMEOUT_MS = 700;
/** A handover takes its time; the agent bounds it. */
const COMMAND_TIMEOUT_MS = 60_000;

/**
 * What a node remembers and is.
 *
 * @throws Error when no agent of this deployment answers in time
 */
export async function askPeer(agent: AgentAddress, key: Buffer): Promise<PeerState> {
  const nonce = freshNonce();
  const { text } = await exchange(agent, 'GET', `/peer?nonce=${nonce}`, {}, '', ASK_TIMEOUT_MS);
  return JSON.parse(verifyAnswer(key, nonce, text, agent.name)) as PeerState;
}

/**
 * Gives an agent an order, with proof of who gives it: `handover` to a named node or, with an empty word, the best one;
 * `rebuild` with a RebuildOrder; `pause` until a time in milliseconds since the epoch; and what a topology adds.
 *
 * @throws Error when no agent answers in time
 */
export async function command(agent: AgentAddress, key: Buffer, verb: string, word = ''): Promise<CommandResult> {
  const challenge = await exchange(agent, 'GET', '/challenge', {}, '', ASK_TIMEOUT_MS);
  const { nonce } = JSON.parse(challenge.text) as { nonce: string };
  const headers = { 'x-redis-ha-nonce': nonce, 'x-redis-ha-mac': sign(key, verb, nonce, word) };
  const { text } = await exchange(agent, 'POST', `/${verb}`, headers, word, COMMAND_TIMEOUT_MS);
  const result = JSON.parse(text) as Partial<CommandResult> & { error?: string };
  return { ok: result.ok ?? false, detail: result.detail ?? result.error ?? 'no answer', ...(result.to ? { to: result.to } : {}) };
}

function exchange(
  { host, port, localAddress }: AgentAddress, method: string, path: string, headers: Record<string, string>, body: string,
  timeout: number,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host, port, localAddress, method, path, headers, agent: false, timeout }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }));
      response.on('error', reject);
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer from ${host} within ${timeout} ms`)));
    sent.on('error', reject);
    sent.end(body);
  });
}
