import { requireWitnessUrl } from '../../../lib/aws';

test('a URL is given back as it is', () => {
  expect(requireWitnessUrl('https://records.example.com/redis')).toBe('https://records.example.com/redis');
});

test.each(['records.example.com', 'ftp://records.example.com', 'https://', ''])('%p is no URL of a store', (url) => {
  expect(() => requireWitnessUrl(url)).toThrow(/^witness\.url: got .*give a literal that begins with https:/);
});
