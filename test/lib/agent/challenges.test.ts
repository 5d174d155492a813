import { agentKey, sign } from '../../../lib/agent/authenticity';
import { Challenges } from '../../../lib/agent/challenges';

const key = agentKey('secret');
const challenges = new Challenges(key, 'node-1');
const signed = (nonce: string, by = key): string => sign(by, 'pause', nonce, '5');
const NOW = 1_000_000;

test('an order that answers its challenge in time counts, once', () => {
  const nonce = challenges.give(NOW);
  expect(challenges.accepts(nonce, signed(nonce), 'pause', '5', NOW + 9_999)).toBe(true);
  expect(challenges.accepts(nonce, signed(nonce), 'pause', '5', NOW + 9_999)).toBe(false);
});

test('asking for thousands of challenges keeps nobody from giving an order', () => {
  const mine = challenges.give(NOW);
  for (let count = 0; count < 5000; count += 1) {
    challenges.give(NOW);
  }
  expect(challenges.accepts(mine, signed(mine), 'pause', '5', NOW)).toBe(true);
});

test.each<[string, (nonce: string) => boolean]>([
  ['too late', (nonce) => challenges.accepts(nonce, signed(nonce), 'pause', '5', NOW + 10_001)],
  ['another word', (nonce) => challenges.accepts(nonce, signed(nonce), 'pause', '6', NOW)],
  ['another secret', (nonce) => challenges.accepts(nonce, signed(nonce, agentKey('guess')), 'pause', '5', NOW)],
  ['to another node', (nonce) => new Challenges(key, 'node-2').accepts(nonce, signed(nonce), 'pause', '5', NOW)],
  ['with an expiry of its own', (nonce) => {
    const longer = nonce.replace(/^\d+/, String(NOW + 99_999));
    return challenges.accepts(longer, signed(longer), 'pause', '5', NOW);
  }],
])('%s: refused, and the challenge can still be answered', (_, tried) => {
  const nonce = challenges.give(NOW);
  expect(tried(nonce)).toBe(false);
  expect(challenges.accepts(nonce, signed(nonce), 'pause', '5', NOW)).toBe(true);
});
