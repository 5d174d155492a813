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

/** An answer bound to the nonce it was asked with, so that it can be neither forged nor replayed. */
export function signAnswer(key: Buffer, nonce: string, body: string): string {
  return JSON.stringify({ body, mac: sign(key, 'answer', nonce, body) });
}

/** @throws Error when the answer is not from an agent of this deployment to this very question */
export function verifyAnswer(key: Buffer, nonce: string, answer: string): string {
  const { body, mac } = JSON.parse(answer) as { body: string; mac: string };
  if (!matches(sign(key, 'answer', nonce, body), mac)) {
    throw new Error('an answer that does not prove where it comes from');
  }
  return body;
}
