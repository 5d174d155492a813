import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** The key agents of one deployment prove themselves with, derived from the agent user's password. */
export function agentKey(password: string): Buffer {
  return createHmac('sha256', password).update('redis-ha agent v1').digest();
}

export function freshNonce(): string {
  return randomBytes(16).toString('hex');
}

export function sign(key: Buffer, ...parts: string[]): string {
  return createHmac('sha256', key).update(parts.map((part) => `${part.length}:${part}`).join('')).digest('hex');
}

export function matches(expected: string, given: string | undefined): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given ?? '')];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** An answer bound to who gives it and to the nonce it was asked with, so that it can be neither forged nor replayed. */
export function signAnswer(key: Buffer, nonce: string, body: string, node: string): string {
  return JSON.stringify({ node, body, mac: sign(key, 'answer', node, nonce, body) });
}

/**
 * @param from node that was asked; any node of the deployment when undefined
 * @throws Error when the answer is not from the agent of that node to this very question
 */
export function verifyAnswer(key: Buffer, nonce: string, answer: string, from?: string): string {
  const { node, body, mac } = JSON.parse(answer) as { node?: string; body: string; mac: string };
  if (node === undefined || !matches(sign(key, 'answer', node, nonce, body), mac)) {
    throw new Error('an answer that does not prove where it comes from');
  }
  if (from !== undefined && node !== from) {
    throw new Error(`${node} answers where ${from} was asked`);
  }
  return body;
}
