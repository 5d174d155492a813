import { Fn, Token } from 'aws-cdk-lib';
import { RegionWitness } from '../../../constructs/aws';
import { resourcesOf, statementsOf, templates, THIRD, twoRegions, type Regions } from './regions';
import { flat } from './stacks';

const pointersOf = ({ app }: Regions): any[] => {
  const all = templates(app);
  return ['Home', 'Replica'].map((name) => JSON.parse(flat(resourcesOf(all[name], 'AWS::SSM::Parameter')[0].Value)) as unknown);
};
const aboutTheWitness = ({ app }: Regions, name: string): any[] => statementsOf(templates(app)[name])
  .filter(({ Sid }) => ['RegionRecords', 'NextRegionRecord', 'WhetherThereIsARecord'].includes(Sid));

test('a bucket: nodes of both regions are told its URL and sign for its region', () => {
  const regions = twoRegions();
  const witness = { url: regions.witness.url, signingRegion: THIRD };
  expect(pointersOf(regions).map((pointer) => pointer.witness)).toEqual([witness, witness]);
});

test.each(['Home', 'Replica'])('a bucket: nodes of %s may read and create records of their deployment, change none', (name) => {
  const regions = twoRegions();
  const arn = `arn:<AWS::Partition>:s3:::${regions.witness.bucketName}`;
  expect(aboutTheWitness(regions, name).map(({ Action, Resource, Condition }) => [Action, flat(Resource), Condition])).toEqual([
    ['s3:GetObject', `${arn}/cache/*`, undefined],
    ['s3:PutObject', `${arn}/cache/*`, { Null: { 's3:if-none-match': 'false' } }],
    ['s3:ListBucket', arn, undefined],
  ]);
});

test('one witness serves any number of deployments: its stack knows none of them', () => {
  expect(JSON.stringify(templates(twoRegions().app).Witness)).not.toContain('cache');
});

test('a store that there is: its URL as it was given, unsigned unless a region is named, and no right in AWS', () => {
  const url = 'https://records.example.com/redis';
  const plain = twoRegions({ options: { witness: RegionWitness.url({ url }) } });
  expect(pointersOf(plain).map((pointer) => pointer.witness)).toEqual([{ url }, { url }]);
  expect(['Home', 'Replica'].flatMap((name) => aboutTheWitness(plain, name))).toEqual([]);
  const signed = twoRegions({ options: { witness: RegionWitness.url({ url, signingRegion: 'us-east-1' }) } });
  expect(pointersOf(signed)[0].witness).toEqual({ url, signingRegion: 'us-east-1' });
});

const NO_URLS = ['records.example.com', 'ftp://records.example.com', 'https://', '', Token.asString(Fn.ref('Url'))];
test.each(NO_URLS)('%p is no URL of a store', (url) => {
  expect(() => RegionWitness.url({ url })).toThrow(/witness\.url: got .*give a literal that begins with https:/);
});
