import fc from 'fast-check';
import { decideSeed, type SeedFacts } from '../../../lib/agent/decide-seed';

/** A node that is to be seeded. */
const fresh: SeedFacts = { backup: 'b', leads: true, data: [], memory: 'none', marker: 'absent' };
const decided = (over: Partial<SeedFacts>): string => decideSeed({ ...fresh, ...over }).action;

test('an empty node that leads a deployment that was never formed is seeded, also when its agent has begun already', () => {
  expect(decideSeed(fresh)).toEqual({ action: 'seed', reason: 'this deployment begins with the backup b' });
  expect(decided({ memory: 'forming' })).toBe('seed');
  // A crash may have left the name of the backup without its data.
  expect(decided({ seeded: 'b' })).toBe('seed');
});

test.each<[string, Partial<SeedFacts>, RegExp]>([
  ['nothing is to be restored', { backup: undefined }, /begins empty/],
  ['it copies from another', { leads: false }, /copies from the first/],
  ['it was seeded before', { data: ['appendonlydir'], seeded: 'b' }, /was seeded with the backup b/],
  ['it holds data of its own', { data: ['appendonlydir'] }, /holds data/],
  ['it is a node of a formed deployment that lost its data', { memory: 'initialised' }, /copies from the primary/],
  ['it replaces a node of a formed deployment', { marker: 'stands' }, /has been formed/],
])('Redis starts without seeding when %s', (_, over, reason) => {
  expect(decideSeed({ ...fresh, ...over })).toEqual({ action: 'none', reason: expect.stringMatching(reason) as string });
});

test.each<[string, Partial<SeedFacts>, RegExp]>([
  ['the marker cannot be read', { marker: 'unknown' }, /cannot be read/],
  ['its memory is damaged', { memory: 'damaged' }, /is damaged/],
])('in doubt Redis is not started: %s', (_, over, reason) => {
  expect(decideSeed({ ...fresh, ...over })).toEqual({ action: 'refuse', reason: expect.stringMatching(reason) as string });
});

test('whatever is on a node: data is never touched, a formed deployment never seeded, and doubt never ends in a seed', () => {
  const facts = fc.record({
    backup: fc.constantFrom(undefined, 'b'), leads: fc.boolean(), data: fc.constantFrom<string[]>([], ['appendonlydir'], ['nodes.conf']),
    seeded: fc.constantFrom(undefined, 'b', 'another'),
    memory: fc.constantFrom<SeedFacts['memory']>('none', 'forming', 'initialised', 'damaged'),
    marker: fc.constantFrom<SeedFacts['marker']>('absent', 'stands', 'unknown'),
  });
  fc.assert(fc.property(facts, (each) => {
    const seeds = decideSeed(each).action === 'seed';
    const certain = each.backup !== undefined && each.leads && each.data.length === 0 && each.marker === 'absent'
      && (each.memory === 'none' || each.memory === 'forming');
    return seeds === certain;
  }));
});
