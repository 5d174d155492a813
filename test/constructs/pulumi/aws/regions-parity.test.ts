import { Duration } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as cdk from '../../../../constructs/aws';
import { stackIn, templates, twoRegions as inCdk, type RegionsInput as CdkInput } from '../../aws/regions';
import { anApp } from '../../aws/stacks';
import { documented } from './parity/documented';
import { differences, text, type Facts } from './parity/facts';
import { factsOfCdk } from './parity/of-cdk';
import { factsOfPulumi } from './parity/of-pulumi';
import { below, OTHER, REPLICA, THIRD, twoRegions, type RegionsInput } from './regions';

jest.setTimeout(60_000);

type Regions = Record<'home' | 'replica', Facts>;

const { RegionStrategy, WhenUnsure } = cdk;
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const ADDRESS = { url: 'https://records.example.com', signingRegion: 'us-east-1' };
const MOVES = [{ node: 'r2-node-2', zone: 'r2-zone-3' }];

/** Facts of both regions of an app. */
function ofCdk({ options, ...input }: CdkInput = {}): Regions {
  const app = input.app ?? anApp();
  const witness = cdk.WitnessBucket.fromWitnessBucketAttributes(stackIn(app, 'Elsewhere', THIRD), 'Witness', {
    bucketName: 'witness', region: THIRD,
  });
  const all = templates(inCdk({ app, ...input, options: { witness: cdk.RegionWitness.bucket(witness), ...options } }).app);
  const factsOf = (stack: string): Facts => {
    const resources = Object.fromEntries(Object.entries(all[stack].Resources as Record<string, any>)
      .map(([logicalId, resource]) => [logicalId, { ...resource, logicalId }]));
    return factsOfCdk({ resources, ofType: (type) => Object.values(resources).filter(({ Type }) => Type === type) });
  };
  return { home: factsOf('Home'), replica: factsOf('Replica') };
}

/** Facts of both regions of a program. */
async function ofPulumi(input: RegionsInput = {}): Promise<Regions> {
  const made = await twoRegions(input);
  // Passwords are made up for the home region.
  return { home: factsOfPulumi(below(made, 'cache')), replica: factsOfPulumi({ ...below(made, REPLICA), invokes: [] }) };
}

/** The same declaration in both, by what it is. */
const PAIRS: Record<string, () => Promise<[Regions, Regions]>> = {
  'warm': async () => [ofCdk(), await ofPulumi()],
  'pilot light, with everything': async () => {
    const app = anApp();
    const strategy = RegionStrategy.PILOT_LIGHT;
    const both = { strategy, moveNodes: MOVES, zoneName: 'redis.internal', whenUnsure: WhenUnsure.KEEP_WRITING };
    return [
      ofCdk({
        app,
        options: {
          ...both, lease: Duration.seconds(20), decision: Duration.minutes(2),
          objectives: { rpo: Duration.seconds(90), rto: Duration.hours(1) },
          secretsKey: kms.Key.fromKeyArn(stackIn(app, 'Keys', OTHER), 'Key', KEY), witness: cdk.RegionWitness.url(ADDRESS),
        },
        replica: { volume: { iops: 4000 }, acceptNewVolumes: ['r2-node-1'] },
      }),
      await ofPulumi({
        options: { ...both, lease: '20s', decision: '2m', objectives: { rpo: '90s', rto: '1h' }, secretsKey: KEY, address: ADDRESS },
        replica: { volume: { iops: 4000 }, acceptNewVolumes: ['r2-node-1'] },
      }),
    ];
  },
};

/** What differs with one region, too, and what does besides. */
const DOCUMENTED = [...documented('parity'), ...documented('parity of regions')];

describe.each(Object.entries(PAIRS))('%s', (_, make) => {
  let made: [Regions, Regions];
  beforeAll(async () => {
    made = await make();
  });
  const found = (region: keyof Regions): string[] => differences(made[0][region], made[1][region]);

  test.each(['home', 'replica'] as const)('%s: what differs is what is documented, and nothing else', (region) => {
    const surprising = found(region).filter((title) => !DOCUMENTED.includes(title));
    expect(surprising.map((title) => [title, ...made.map((facts) => text(facts[region][title]))])).toEqual([]);
  });

  test('what is documented of two regions differs', () => {
    const all = [...found('home'), ...found('replica')];
    expect(documented('parity of regions').filter((title) => !all.includes(title))).toEqual([]);
  });
});
