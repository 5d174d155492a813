import { request } from 'node:http';
import { freshNonce, sign, verifyAnswer } from './authenticity';
import type { HandoverResult } from './handover';
import type { PeerState } from './situation';

/** Where an agent listens, and from which address to ask it. */
export interface AgentAddress {
  readonly host: string;
  readonly port: number;
  readonly localAddress?: string;
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
  return JSON.parse(verifyAnswer(key, nonce, text)) as PeerState;
}

/** Asks an agent for a handover (to a named node, or the best), with proof of who asks. */
export function commandHandover(agent: AgentAddress, key: Buffer, target: string): Promise<HandoverResult> {
  return command(agent, key, 'handover', target, `/handover${target === '' ? '' : `?to=${encodeURIComponent(target)}`}`, '');
}

/** Gives an agent an order to begin again, with proof of who gives it. */
export function commandRebuild(agent: AgentAddress, key: Buffer, order: string): Promise<HandoverResult> {
  return command(agent, key, 'rebuild', order, '/rebuild', order);
}

async function command(
  agent: AgentAddress, key: Buffer, verb: string, word: string, path: string, body: string,
): Promise<HandoverResult> {
  const challenge = await exchange(agent, 'GET', '/challenge', {}, '', ASK_TIMEOUT_MS);
  const { nonce } = JSON.parse(challenge.text) as { nonce: string };
  const headers = { 'x-redis-ha-nonce': nonce, 'x-redis-ha-mac': sign(key, verb, nonce, word) };
  const { text } = await exchange(agent, 'POST', path, headers, body, COMMAND_TIMEOUT_MS);
  const result = JSON.parse(text) as Partial<HandoverResult> & { error?: string };
  return { ok: result.ok ?? false, detail: result.detail ?? result.error ?? 'no answer', ...(result.to ? { to: result.to } : {}) };
}

function exchange(
  agent: AgentAddress, method: string, path: string, headers: Record<string, string>, body: string, timeout: number,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ ...agent, method, path, headers, agent: false, timeout }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }));
      response.on('error', reject);
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer from ${agent.host} within ${timeout} ms`)));
    sent.on('error', reject);
    sent.end(body);
  });
}
