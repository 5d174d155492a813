import { asPlaced, knownPlaces } from '../../../../lib/agent/balance/actual-domains';
import { AT_ONCE, sentinelPlan, states } from './facts';

const plan = sentinelPlan({ ...AT_ONCE, preferredDomain: 'zone-3' });
const said = (domains: string[]): ReturnType<typeof states> =>
  states(plan, ['node-1'], Object.fromEntries(domains.map((domain, index) => [`node-${index + 1}`, { domain }])));

test('nodes are where they say they are', () => {
  expect(asPlaced(plan, said(['b', 'b', 'a'])).nodes.map(({ failureDomain }) => failureDomain)).toEqual(['b', 'b', 'a']);
});

test('a standing in which one does not know where it is, is none to act on; a worse reason stays', () => {
  const well = { sets: [{ name: 'the primary', primary: 'node-1', ready: ['node-2'] }], unwell: '' };
  expect(knownPlaces(plan, said(['a', 'b', 'c']), well)).toBe(well);
  expect(knownPlaces(plan, said(['a', 'b']), well)).toEqual({ sets: [], unwell: expect.stringContaining('zone of node-3') as string });
  const ill = { sets: [], unwell: 'node-2 is loading' };
  expect(knownPlaces(plan, said([]), ill)).toBe(ill);
});
