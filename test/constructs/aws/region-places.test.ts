import { Aws } from 'aws-cdk-lib';
import { RegionWitness, Tls, WitnessBucket, type ReplicaRegionOptions } from '../../../constructs/aws';
import { HOME, OTHER, stackIn, twoRegions } from './regions';
import { anApp } from './stacks';

const witnessIn = (region: string): RegionWitness => RegionWitness.bucket(
  WitnessBucket.fromWitnessBucketAttributes(stackIn(anApp(), 'Elsewhere', region), 'Witness', { bucketName: 'witness', region }));

test.each<[string, Partial<ReplicaRegionOptions>, RegExp]>([
  ['the home region once more', { region: HOME }, /\.region: got "eu-central-1", the region of this stack; name another/],
  ['one known at deployment', { region: Aws.REGION }, /\.region: its value is only known at deployment; give a literal/],
  ['a witness in the home region', { witness: witnessIn(HOME) }, /\.witness: is in eu-central-1, .*in a third region/],
  ['a witness in the other region', { witness: witnessIn(OTHER) }, /\.witness: is in eu-west-1, .*in a third region/],
])('%s is refused, before anything is made of it', (_, options, message) => {
  expect(() => twoRegions({ options })).toThrow(message);
  expect(() => twoRegions({ options, redis: { tls: Tls.plaintext() } })).toThrow(message);
});

test('a store of which nobody says where it is may be anywhere', () => {
  expect(() => twoRegions({ options: { witness: RegionWitness.url({ url: 'https://records.example.com' }) } })).not.toThrow();
});
