import { memberRules, regionRules } from '../../../lib/aws';
import { twoRegions } from './regions';

test('members of the other region reach what members reach, and people see which rules these are', () => {
  const ports = (rules: { port: number; lastPort?: number }[]): unknown => rules.map(({ port, lastPort }) => [port, lastPort]);
  const rules = regionRules(twoRegions());
  expect(ports(rules)).toEqual(ports(memberRules(twoRegions())));
  expect(rules.every(({ description }) => description.startsWith('other region: '))).toBe(true);
});
