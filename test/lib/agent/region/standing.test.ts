import { regionView, Standing, type RegionFacts } from '../../../../lib/agent/region/standing';
import { FIRST, MOVING, PROMOTED } from './region-situations';

const facts: RegionFacts = { own: 'region-1', noneStands: false, knows: true, runsMs: 60_000, leaseMs: 10_000, keepsWriting: false, record: FIRST, provenMsAgo: 200 };
const of = (over: Partial<RegionFacts>): [Standing, boolean] => {
  const { standing, mayWrite } = regionView({ ...facts, ...over });
  return [standing, mayWrite];
};

test.each<[string, Partial<RegionFacts>, Standing, boolean]>([
  ['proven', {}, Standing.ACTIVE, true],
  ['proven as long ago as it may be', { provenMsAgo: 10_000 }, Standing.ACTIVE, true],
  ['proven too long ago', { provenMsAgo: 10_001 }, Standing.ACTIVE, false],
  ['proven too long ago, and declared to go on', { provenMsAgo: 60_000, keepsWriting: true }, Standing.ACTIVE, true],
  ['a newer record nobody has confirmed yet', { provenMsAgo: undefined }, Standing.ACTIVE, false],
  ['the deployment moves', { record: MOVING }, Standing.ACTIVE, false],
  ['the deployment moves, however sure', { record: MOVING, keepsWriting: true }, Standing.ACTIVE, false],
  ['replaced', { record: PROMOTED }, Standing.STANDBY, false],
  ['replaced, and declared to go on', { record: PROMOTED, keepsWriting: true, provenMsAgo: undefined }, Standing.STANDBY, false],
  ['promoted', { own: 'region-2', record: PROMOTED }, Standing.ACTIVE, true],
  ['the other one while it moves here', { own: 'region-2', record: MOVING }, Standing.STANDBY, false],
  ['no record, says the witness', { record: undefined, provenMsAgo: undefined, noneStands: true }, Standing.UNDECLARED, false],
  ['just begun', { knows: false, provenMsAgo: undefined, runsMs: 300 }, Standing.ASKING, false],
  ['just begun, and declared to go on', { knows: false, provenMsAgo: undefined, runsMs: 300, keepsWriting: true }, Standing.ASKING, false],
  ['nobody answers since it began', { knows: false, provenMsAgo: undefined }, Standing.UNKNOWN, false],
  ['nobody answers, it trusts its file as declared', { knows: false, provenMsAgo: undefined, keepsWriting: true }, Standing.ACTIVE, true],
  ['nobody answers and it remembers nothing', { knows: false, record: undefined, provenMsAgo: undefined, keepsWriting: true }, Standing.UNKNOWN, false],
])('R14: %s', (_, over, standing, mayWrite) => {
  expect(of(over)).toEqual([standing, mayWrite]);
});

test('R14: the reason says what people need to know', () => {
  expect(regionView({ ...facts, provenMsAgo: 25_000 }).reason).toBe('nobody has confirmed for 25 s that region-1 is the active region: writes are stopped');
  expect(regionView({ ...facts, knows: false, provenMsAgo: undefined }).reason)
    .toBe('neither the witness nor a majority of the other region says whether region-1 is still active');
});
