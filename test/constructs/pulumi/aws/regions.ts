import * as aws from '@pulumi/aws';
import {
  NodeImage, RedisSentinel, RegionStrategy, RegionWitness, ReplicaRegion, WitnessBucket, type RedisSentinelArgs,
  type ReplicaRegionArgs, type ReplicaRegionOptions, type WitnessAddress,
} from '../../../../constructs/pulumi/aws';
import { recorded, type Recorded, type RecordedRun } from '../recorded';
import { answer, outputsOf, required } from './declared';

export const HOME = 'eu-central-1';
export const OTHER = 'eu-west-1';
export const THIRD = 'eu-west-3';

/** Component of the other region. */
export const REPLICA = 'west';

export interface RegionsInput {
  /** `address`: a witness that is no bucket; `witnessIn`: region of one that is. */
  readonly options?: Partial<ReplicaRegionOptions> & { readonly address?: WitnessAddress; readonly witnessIn?: string };
  readonly redis?: Partial<RedisSentinelArgs>;
  readonly replica?: Partial<ReplicaRegionArgs>;
}

/** What AWS would answer in either region. */
export const answering = (): NonNullable<RecordedRun['answer']> => (token, inputs, provider) => {
  const said = answer(token, inputs);
  return provider.includes('::other::') ? JSON.parse(JSON.stringify(said).replaceAll(HOME, OTHER)) : said;
};

/** The other region's network and image. */
export function requiredThere(): Omit<ReplicaRegionArgs, 'home'> {
  return {
    vpcId: 'vpc-other', subnetIds: ['subnet-other-a', 'subnet-other-b', 'subnet-other-c'],
    image: NodeImage.of('ami-0123456789abcdef1', { debianRelease: 'trixie' }), planDirectory: required().planDirectory,
  };
}

/** What the home region declares of the other one. */
export function replicaRegion({ address, witnessIn: region = THIRD, ...options }: RegionsInput['options'] = {}): ReplicaRegionOptions {
  return {
    region: OTHER,
    strategy: RegionStrategy.WARM,
    objectives: { rpo: '1m', rto: '15m' },
    witness: address ? RegionWitness.url(address)
      : RegionWitness.bucket(WitnessBucket.fromWitnessBucketAttributes({ bucketName: 'witness', region })),
    ...options,
  };
}

/** A provider of the other region: make one in each program. */
export function providerThere(): aws.Provider {
  return new aws.Provider('other', { region: OTHER });
}

/** What a user with two regions writes in one program. */
export function twoRegions(
  input: RegionsInput = {}, run: RecordedRun = {}, more?: (redis: RedisSentinel, replica: ReplicaRegion) => unknown,
): Promise<Recorded> {
  return recorded(() => {
    const redis = new RedisSentinel('cache', {
      ...required(), deploymentName: 'cache', replicaRegion: replicaRegion(input.options), ...input.redis,
    });
    const replica = new ReplicaRegion(REPLICA, { home: redis, ...requiredThere(), ...input.replica }, {
      provider: providerThere(),
    });
    return more?.(redis, replica) ?? {};
  }, { answer: answering(), outputsOf, ...run });
}

/** What is below one component. */
export function below(made: Recorded, component: string): Recorded {
  const { urn } = made.resources.find(({ name, type }) => name === component && type.startsWith('redis-ha-constructs:'))!;
  const resources = made.resources.filter(({ parent }) => parent === urn);
  return { ...made, resources, ofType: (type) => resources.filter((resource) => resource.type === type) };
}
