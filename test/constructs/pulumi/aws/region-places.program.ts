/**
 * Run in a process of its own by region-places.test.ts: an output that fails ends its program, and with it the process of a test.
 * Prints what each of some outputs came to: its value, or the message that it ends a program with.
 */
import { output, runtime, type Output } from '@pulumi/pulumi';
import { RegionStrategy, RegionWitness, WitnessBucket, type ReplicaRegionOptions } from '../../../../constructs/pulumi/aws';
import { fleetRegion } from '../../../../constructs/pulumi/aws/region-agreement';
import { inDeclaredRegion } from '../../../../constructs/pulumi/aws/region-places';
import { RegionNaming } from '../../../../lib/aws';
import { twoRegions } from '../../../lib/aws/regions';

const [HOME, OTHER, THIRD] = ['eu-central-1', 'eu-west-1', 'eu-west-3'];

// The other promises of an output that failed, which nobody asks for.
process.on('unhandledRejection', () => undefined);

const endOf = (of: Output<unknown>): Promise<unknown> =>
  (of as unknown as { promise(): Promise<unknown> }).promise().catch((error: Error) => error.message);

const declared = ({ region = OTHER, witnessIn = THIRD }): ReplicaRegionOptions => ({
  region, strategy: RegionStrategy.WARM, objectives: { rpo: '1m', rto: '15m' },
  witness: RegionWitness.bucket(WitnessBucket.fromWitnessBucketAttributes({ bucketName: 'witness', region: witnessIn })),
});

function witnessOf(where: Parameters<typeof declared>[0]): Promise<unknown> {
  const [plan, options] = [twoRegions(), declared(where)];
  return endOf(fleetRegion({ component: 'cache', plan, options, names: new RegionNaming(plan, options) }, 'region-1', output(HOME)).witness);
}

const providerOf = (region: string): Promise<unknown> => endOf(inDeclaredRegion('west', {
  region: output(region), partition: output('aws'), account: output('1'),
}, { component: 'cache', options: declared({}) }).region);

async function main(): Promise<void> {
  await runtime.setMocks({ newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({ partition: 'aws' }) });
  console.log(JSON.stringify({
    threePlaces: await witnessOf({}),
    homeOnceMore: await witnessOf({ region: HOME }),
    witnessAtHome: await witnessOf({ witnessIn: HOME }),
    witnessThere: await witnessOf({ witnessIn: OTHER }),
    witnessInThird: await witnessOf({ witnessIn: THIRD }),
    declaredProvider: await providerOf(OTHER),
    anotherProvider: await providerOf('us-east-1'),
  }));
}

void main();
