import { DEFAULT_APP_CHANNELS, validateAppChannels } from '../../../lib/model';

test('the default covers no channel of the Sentinels', () => {
  expect(validateAppChannels(DEFAULT_APP_CHANNELS)).toEqual(DEFAULT_APP_CHANNELS);
});

test.each(['*', '__*', '?_sentinel__:hello', '__sentinel__:hello', '__sentinel__:*', '[_]*', '\\__sentinel__:hello', '[a-z_]*'])(
  '"%s" would let an application say who is primary', (pattern) => {
    expect(() => validateAppChannels([pattern])).toThrow(/^appChannels: .*__sentinel__:hello.*; use narrower patterns/);
  });

test.each(['orders:*', 'a.b', '[^_]*', '__keyevent@0__:*', '_sentinel__:hello', '__sentinel__.hello', '\\*'])('"%s" is fine', (pattern) => {
  expect(validateAppChannels([pattern])).toEqual([pattern]);
});

test('a pattern is one word', () => {
  expect(() => validateAppChannels(['a b'])).toThrow(/^appChannels: got "a b"; give patterns without spaces/);
});
