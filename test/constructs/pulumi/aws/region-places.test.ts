import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const [HOME, OTHER, THIRD] = ['eu-central-1', 'eu-west-1', 'eu-west-3'];
const PROGRAM = join(__dirname, 'region-places.program.ts');
let ends: Record<string, unknown>;

beforeAll(() => {
  ends = JSON.parse(execFileSync(process.execPath, ['--import', 'tsx', PROGRAM], { encoding: 'utf8', cwd: join(__dirname, '../../../..') }));
}, 60_000);

test('three places: nodes are told of their witness', () => {
  const witness = { url: `https://witness.s3.${THIRD}.amazonaws.com`, signingRegion: THIRD };
  expect(ends).toMatchObject({ threePlaces: witness, witnessInThird: witness });
});

test.each([
  ['the home region once more', 'homeOnceMore', `cache: replicaRegion.region: got "${HOME}", the region of the component's provider; name`],
  ['a witness in the home region', 'witnessAtHome', `cache: replicaRegion.witness: is in ${HOME}, whose loss`],
  ['a witness in the other region', 'witnessThere', `cache: replicaRegion.witness: is in ${OTHER}, whose loss`],
  ['a provider of another region than was declared', 'anotherProvider',
    `west: opts.provider: is one of us-east-1, replicaRegion.region of cache is ${OTHER}; give a provider`],
])('%s ends the program', (_, end, message) => {
  expect(ends[end]).toContain(message);
});

test('a provider of the region that was declared is what it is', () => {
  expect(ends.declaredProvider).toBe(OTHER);
});
