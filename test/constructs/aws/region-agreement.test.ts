import { Duration } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { RegionStrategy } from '../../../constructs/aws';
import { ACCOUNT, OTHER, resourcesOf, stackIn, statementsOf, templates, twoRegions, type Regions } from './regions';
import { anApp, flat } from './stacks';

const NODES = ['node-1', 'node-2', 'node-3'];
const pointer = (all: Record<string, any>, name: string): any =>
  JSON.parse(flat(resourcesOf(all[name], 'AWS::SSM::Parameter')[0].Value));
const records = (all: Record<string, any>): string[] =>
  resourcesOf(all.Link, 'AWS::Route53::RecordSet').map(({ Name }) => (Name as string).replace(/\.$/, ''));

describe('names of nodes', () => {
  const all = templates(twoRegions().app);

  test('each region knows the nodes of the other by name, its own by address', () => {
    const named = (nodes: string[]): unknown =>
      Object.fromEntries(nodes.map((node) => [node, `${node}.cache.redis-ha.internal`]));
    expect(pointer(all, 'Home').hosts).toEqual(named(NODES.map((node) => `r2-${node}`)));
    expect(pointer(all, 'Replica').hosts).toEqual(named(NODES));
    expect(Object.keys(pointer(all, 'Home').bindings.addresses)).toEqual(NODES);
    expect(Object.keys(pointer(all, 'Replica').bindings.addresses)).toEqual(NODES.map((node) => `r2-${node}`));
  });

  test('the link gives every one of these names an address', () => {
    const known = ['Home', 'Replica'].flatMap((name) => Object.values(pointer(all, name).hosts as Record<string, string>));
    expect(known.filter((name) => !records(all).includes(name))).toEqual([]);
  });

  test('another zone is used by all three stacks', () => {
    const named = templates(twoRegions({ options: { zoneName: 'redis.corp.internal' } }).app);
    expect(pointer(named, 'Home').hosts['r2-node-1']).toBe('r2-node-1.redis.corp.internal');
    expect(pointer(named, 'Replica').hosts['node-1']).toBe('node-1.redis.corp.internal');
    expect(records(named)).toEqual(expect.arrayContaining(['node-1.redis.corp.internal', 'active.redis.corp.internal']));
  });
});

describe('names of secrets', () => {
  const copiedTo = (regions: Regions, name: string): Record<string, any> =>
    Object.fromEntries(resourcesOf(templates(regions.app)[name], 'AWS::SecretsManager::Secret')
      .filter(({ ReplicaRegions }) => ReplicaRegions).map(({ Name, ReplicaRegions }) => [Name as string, ReplicaRegions]));

  test('whatever the other region reads, the home region copies under that name', () => {
    const regions = twoRegions();
    const read = pointer(templates(regions.app), 'Replica');
    const wanted = [...Object.values(read.secretIds as Record<string, string>), read.certificateSecretId as string]
      .map((id) => /redis-ha\/cache\/[a-z]+$/.exec(id)![0]);
    expect(wanted).toHaveLength(7);
    expect(wanted.filter((name) => !(name in copiedTo(regions, 'Home')))).toEqual([]);
  });

  test('its nodes may read these and no other secrets', () => {
    const all = templates(twoRegions().app);
    const readable = statementsOf(all.Replica).filter(({ Action }) => [Action].flat().includes('secretsmanager:GetSecretValue'))
      .flatMap(({ Resource }) => [Resource].flat().map(flat));
    expect(readable).toHaveLength(7);
    const copy = new RegExp(`:secretsmanager:${OTHER}:${ACCOUNT}:secret:redis-ha/cache/[a-z]+-\\?{6}$`);
    expect(readable.filter((arn) => !copy.test(arn))).toEqual([]);
  });

  test('a key of that region encrypts every copy, and its nodes may use it', () => {
    const app = anApp();
    const arn = `arn:aws:kms:${OTHER}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
    const regions = twoRegions({ app, options: { secretsKey: kms.Key.fromKeyArn(stackIn(app, 'Keys', OTHER), 'Key', arn) } });
    const copies = Object.values(copiedTo(regions, 'Home'));
    expect(copies).toHaveLength(8);
    copies.forEach((copy) => expect(copy).toEqual([{ Region: OTHER, KmsKeyId: arn }]));
    expect(statementsOf(templates(regions.app).Replica))
      .toContainEqual(expect.objectContaining({ Action: 'kms:Decrypt', Resource: arn }));
  });
});

test('without nodes there nobody is named and nothing is copied, and the witness is asked all the same', () => {
  const objectives = { rpo: Duration.hours(3), rto: Duration.hours(3) };
  const app = anApp();
  // The link of a region without nodes is refused after the home region is made.
  expect(() => twoRegions({ app, options: { strategy: RegionStrategy.BACKUP_RESTORE, objectives } })).toThrow(/restoreFrom/);
  const { Home } = templates(app);
  const { hosts, witness } = pointer({ Home }, 'Home');
  expect(hosts).toEqual({});
  expect(witness.url).toMatch(/^https:/);
  expect(resourcesOf(Home, 'AWS::SecretsManager::Secret').filter(({ ReplicaRegions }) => ReplicaRegions)).toEqual([]);
  expect(resourcesOf(Home, 'AWS::CloudWatch::Alarm').map(({ MetricName }) => MetricName as string)).not.toContain('RegionLag');
});

