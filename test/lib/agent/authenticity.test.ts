import { agentKey, freshNonce, matches, sign, signAnswer, verifyAnswer } from '../../../lib/agent/authenticity';

const key = agentKey('secret');

test('an answer is believed when it is one to this question by one who knows the secret', () => {
  const nonce = freshNonce();
  const answer = signAnswer(key, nonce, '{"a":1}', 'node-1');
  expect(verifyAnswer(key, nonce, answer)).toBe('{"a":1}');
  expect(answer).not.toContain('secret');
});

test.each<[string, (answer: string) => [Buffer, string, string]]>([
  ['forged with another secret', () => [key, 'n', signAnswer(agentKey('guess'), 'n', 'body', 'node-1')]],
  ['replayed from another question', () => [key, 'n', signAnswer(key, 'old', 'body', 'node-1')]],
  ['changed on its way', (answer) => [key, 'n', answer.replace('body', 'lies')]],
  ['without a proof', () => [key, 'n', '{"body":"body"}']],
  ['with a proof that is no text', () => [key, 'n', '{"body":"body","mac":null}']],
  ['no JSON', () => [key, 'n', '<html>']],
])('%s it is refused', (_, given) => {
  expect(() => verifyAnswer(...given(signAnswer(key, 'n', 'body', 'node-1')))).toThrow();
});

test('a signature for one purpose proves nothing for another, however the parts are cut', () => {
  expect(sign(key, 'handover', 'n', 'x')).not.toBe(sign(key, 'answer', 'n', 'x'));
  expect(sign(key, 'ab', 'c')).not.toBe(sign(key, 'a', 'bc'));
  expect(sign(key, 'a', '')).not.toBe(sign(key, 'a'));
});

test('comparison takes whatever it is given', () => {
  expect(matches('abc', 'abc')).toBe(true);
  expect(matches('abc', 'abd')).toBe(false);
  expect(matches('abc', undefined)).toBe(false);
  expect(matches('', '')).toBe(true);
  // As many characters, more bytes.
  expect(matches('abc', 'äöü')).toBe(false);
});

test('nonces do not repeat', () => {
  expect(new Set(Array.from({ length: 100 }, freshNonce)).size).toBe(100);
});
