import { output, type Output } from '@pulumi/pulumi';
import { fleetRegion } from '../../../../constructs/pulumi/aws/region-agreement';
import { inDeclaredRegion } from '../../../../constructs/pulumi/aws/region-places';
import { RegionNaming } from '../../../../lib/aws';
import { twoRegions } from '../../../lib/aws/regions';
import { recorded } from '../recorded';
import { HOME, OTHER, replicaRegion, THIRD, type RegionsInput } from './regions';

/** What an output comes to: its value, or the message it ends a program with. */
async function endOf(of: () => Output<unknown>): Promise<unknown> {
  let end: unknown;
  await recorded(async () => {
    end = await (of() as unknown as { promise(): Promise<unknown> }).promise().catch((error: Error) => error.message);
  }, { answer: () => ({ partition: 'aws' }) });
  return end;
}

const witnessOf = (options: RegionsInput['options'], home = HOME): Promise<unknown> => endOf(() => {
  const plan = twoRegions();
  const declared = replicaRegion(options);
  return fleetRegion({ component: 'cache', plan, options: declared, names: new RegionNaming(plan, declared) }, 'region-1', output(home)).witness;
});

test('three places: nodes are told of their witness', async () => {
  expect(await witnessOf({})).toEqual({ url: `https://witness.s3.${THIRD}.amazonaws.com`, signingRegion: THIRD });
});

test.each<[string, RegionsInput['options'], RegExp]>([
  ['the home region once more', { region: HOME }, /^cache: replicaRegion\.region: got "eu-central-1", the region of the component's provider; name/],
  ['a witness in the home region', { witnessIn: HOME }, /^cache: replicaRegion\.witness: is in eu-central-1, .*in a third region$/],
  ['a witness in the other region', { witnessIn: OTHER }, /^cache: replicaRegion\.witness: is in eu-west-1/],
])('%s ends the program', async (_, options, message) => {
  expect(await witnessOf(options)).toMatch(message);
});

test('a provider of another region than was declared ends the program', async () => {
  const regionOf = (region: string): Promise<unknown> => endOf(() => inDeclaredRegion('west', {
    region: output(region), partition: output('aws'), account: output('1'),
  }, { component: 'cache', options: replicaRegion() }).region);
  expect(await regionOf(OTHER)).toBe(OTHER);
  expect(await regionOf('us-east-1')).toMatch(/^west: opts\.provider: is one of us-east-1, replicaRegion\.region of cache is eu-west-1; give a provider/);
});
