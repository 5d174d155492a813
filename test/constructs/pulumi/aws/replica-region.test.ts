import { Output, output } from '@pulumi/pulumi';
import {
  HomeDeclaration, NodeImage, RedisCluster, RedisReplication, RegionStrategy, ReplicaRegion, Tls, WhenUnsure,
} from '../../../../constructs/pulumi/aws';
import { recorded, UNKNOWN, type Recorded } from '../recorded';
import { ACCOUNT, CLUSTER_OBJECTIVES, outputsOf, REPLICATION_OBJECTIVES, required } from './declared';
import { answering, below, OTHER, providerThere, REPLICA, replicaRegion, requiredThere, twoRegions, type RegionsInput } from './regions';

/** Each test is one or more programs. */
jest.setTimeout(60_000);

const NODES = ['node-1', 'node-2', 'node-3'];
const THERE = NODES.map((node) => `r2-${node}`);
const COPIES = `arn:aws:secretsmanager:${OTHER}:${ACCOUNT}:secret:redis-ha/cache`;
const pointerOf = (name: string, from: Recorded): any => JSON.parse(from.named(`${name}-pointer`).inputs.insecureValue);

let made: Recorded;
beforeAll(async () => {
  made = await twoRegions({}, {}, (redis, replica) => {
    replica.allowClients('web', 'sg-web');
    replica.grantConnect('web', 'web-role');
    return {
      sentinels: replica.sentinelEndpoints, app: replica.appSecret, tls: replica.tls,
      behind: replica.alarms.behind.threshold, lag: [redis.metricRegionLag(), replica.metricRegionUnproven()],
    };
  });
});

test('everything of a region is made by the provider of that region', () => {
  const elsewhere = (component: string): boolean[] => below(made, component).resources.filter(({ custom }) => custom)
    .map(({ options }) => options.provider.includes('::other::'));
  expect(new Set(elsewhere(REPLICA))).toEqual(new Set([true]));
  expect(new Set(elsewhere('cache'))).toEqual(new Set([false]));
});

test('one plan: the same in both regions, and each is told its own addresses and the other\'s names', () => {
  const [home, other] = ['cache', REPLICA].map((name) => pointerOf(name, made));
  expect(other.plan.sha256).toBe(home.plan.sha256);
  expect([home, other].map(({ bindings }) => Object.keys(bindings.addresses as object))).toEqual([NODES, THERE]);
  expect([home, other].map(({ hosts }) => Object.keys(hosts as object))).toEqual([THERE, NODES]);
  expect(other.hosts['node-1']).toBe('node-1.cache.redis-ha.internal');
  const witness = { url: 'https://witness.s3.eu-west-3.amazonaws.com', signingRegion: 'eu-west-3' };
  expect([home.witness, other.witness]).toEqual([witness, witness]);
});

test('its nodes start when what they read has been copied, by names that nobody has to be asked for', () => {
  const urn = (name: string): string => made.named(name).urn;
  expect(made.named(`${REPLICA}-r2-node-1-group`).dependencies).toEqual(expect.arrayContaining([
    urn('cache-copied-secrets-app-password'), urn('cache-certificates-issued'), urn(`${REPLICA}-access-policy`),
  ]));
  const { secretIds, certificateSecretId } = pointerOf(REPLICA, made);
  expect(secretIds.app).toBe(made.named('cache-copied-secrets-app').inputs.name);
  expect(certificateSecretId).toBe(`arn:aws:secretsmanager:${OTHER}:${ACCOUNT}:secret:${made.named('cache-certificates-node').inputs.name}`);
});

test('copies hold the first password, and are secret', () => {
  const { inputs, secrets, options } = made.named('cache-copied-secrets-app-password');
  expect(inputs.secretString).toBe('made-up');
  expect(secrets).toContain('secretString');
  expect(options).toMatchObject({ protect: true, retainOnDelete: true, ignoreChanges: [] });
});

test('what clients there need: ports, passwords by their names, and what to trust', () => {
  expect(made.outputs.sentinels).toEqual(THERE.map((node) => `address of ${REPLICA}-${node}-interface:26380`));
  expect(made.outputs.app).toMatchObject({ name: 'redis-ha/cache/app', arn: `${COPIES}/app` });
  expect(made.outputs.tls).toMatchObject({ serverName: 'cache.redis-ha', caSecretArn: `${COPIES}/ca` });
  const [connect] = JSON.parse(made.named(`${REPLICA}-connect-web`).inputs.policy).Statement;
  expect(connect.Resource).toEqual([`${COPIES}/app-??????`, `${COPIES}/ca-??????`]);
  const open = made.resources.filter(({ inputs }) => inputs.referencedSecurityGroupId === 'sg-web');
  expect(open.map(({ name }) => name)).toEqual([`${REPLICA}-clients-web-6380`, `${REPLICA}-clients-web-26380`]);
});

test('both regions can be watched', () => {
  expect(made.outputs.behind).toBe(60);
  expect(made.outputs.lag).toMatchObject([{ metricName: 'RegionLag', statistic: 'Maximum' }, { metricName: 'RegionUnproven', statistic: 'Sum' }]);
});

test('in a preview nothing is known, and nothing breaks', async () => {
  const preview = await twoRegions({}, { preview: true, outputsOf: () => ({}) });
  expect(preview.named(`${REPLICA}-pointer`).inputs.insecureValue).toBe(UNKNOWN);
  const namesOf = ({ resources }: Recorded): string[] => resources.map(({ name }) => name).filter((name) => !name.includes('-web')).sort();
  expect(namesOf(preview)).toEqual(namesOf(made));
});

test('another program declares the home region once more, and makes the same of it', async () => {
  const apart = await recorded(() => {
    const { vpcId: _, subnetIds, ...declared } = required();
    const home = HomeDeclaration.sentinel('cache', {
      ...declared, zones: subnetIds.length, deploymentName: 'cache', replicaRegion: replicaRegion(),
    });
    new ReplicaRegion(REPLICA, { home, ...requiredThere() });
  }, { answer: (token, inputs) => answering()(token, inputs, '::other::'), outputsOf });
  const inputs = ({ resources }: Recorded): Record<string, unknown> =>
    Object.fromEntries(resources.filter(({ name }) => !/plan$|clients|connect/.test(name)).map((resource) => [resource.name, resource.inputs]));
  expect(apart.ofType('redis-ha-constructs:aws:RedisSentinel')).toEqual([]);
  expect(inputs(below(apart, REPLICA))).toEqual(inputs(below(made, REPLICA)));
});

test.each([
  ['Replication', RedisReplication, REPLICATION_OBJECTIVES, ['r2-node-1', 'r2-node-2']],
  ['Cluster', RedisCluster, CLUSTER_OBJECTIVES, [1, 2, 3].flatMap((shard) => [1, 2].map((node) => `r2-shard-${shard}-${node}`))],
] as const)('%s: the same topology once more', async (_, Topology, objectives, nodes) => {
  const there = await recorded(() => {
    const home = new Topology('cache', { ...required(), objectives, deploymentName: 'cache', replicaRegion: replicaRegion() });
    new ReplicaRegion(REPLICA, { home, ...requiredThere() }, { provider: providerThere() });
  }, { outputsOf, answer: answering() });
  expect(Object.keys(pointerOf(REPLICA, there).bindings.addresses as object).sort()).toEqual([...nodes]);
});

test('where nothing runs until a backup is restored, nothing is copied, and the witness is asked all the same', async () => {
  const backups = { strategy: RegionStrategy.BACKUP_RESTORE, objectives: { rpo: '3h', rto: '3h' } };
  const { outputs, ...alone } = await recorded(() => {
    const redis = new RedisCluster('cache', {
      ...required(), objectives: CLUSTER_OBJECTIVES, deploymentName: 'cache', replicaRegion: replicaRegion(backups),
    });
    expect(() => new ReplicaRegion(REPLICA, { home: redis, ...requiredThere() })).toThrow(/^west: home: cache declares backup-restore, .*`restoreFrom`/);
  }, { outputsOf, answer: answering() });
  expect(outputs).toEqual({});
  const { hosts, witness } = pointerOf('cache', alone as Recorded);
  expect(hosts).toEqual({});
  expect(witness.url).toMatch(/^https:/);
  expect(alone.resources.filter(({ name }) => /copied|region-alarms/.test(name))).toEqual([]);
});

test('certificates from elsewhere are where somebody has copied them', async () => {
  const tls = Tls.fromSecret('arn:given');
  await expect(twoRegions({ redis: { tls } })).rejects.toThrow(/^west: certificateSecret: .*nobody copies them here/);
  const given = await twoRegions({ redis: { tls }, replica: { certificateSecret: 'arn:copy' } });
  expect(pointerOf(REPLICA, given).certificateSecretId).toBe('arn:copy');
});

test('the newest image of each region, unless the stack pins one for it; an id is of one region', async () => {
  const latest = NodeImage.debian13();
  const both = await twoRegions({ redis: { image: latest }, replica: { image: undefined } });
  expect(both.named(`${REPLICA}-r2-node-1-launch-template`).options.ignoreChanges).toEqual(['imageId']);
  await expect(twoRegions({ replica: { image: undefined } })).rejects.toThrow(/^west: image: that of the home region is an id/);
});

test.each<[string, RegionsInput, RegExp]>([
  ['an output as region', { options: { region: output(OTHER) as unknown as string } }, /^cache: replicaRegion\.region: is an output/],
  ['an objective that cannot be kept', { options: { objectives: { rpo: '1m', rto: '1m' } } }, /^cache: [^]*replicaRegion\.objectives\.rto: [^]*replicaRegion\.decision/],
  ['a lease without a unit', { options: { lease: '10' } }, /^cache: replicaRegion\.lease: got "10"/],
  ['no way to be unsure', { options: { whenUnsure: 'shrug' as WhenUnsure } }, /^cache: replicaRegion\.whenUnsure: got "shrug"/],
  ['a move of no node', { options: { moveNodes: [{ node: 'node-2', zone: 'r2-zone-3' }] } }, /^cache: replicaRegion\.moveNodes: got "node-2"/],
  ['too few zones', { replica: { subnetIds: ['a', 'b'] } }, /^west: subnetIds: got 2 availability zones, replicaRegion\.zones is 3/],
  ['subnets as one output', { replica: { subnetIds: output(['a']) as unknown as string[] } }, /^west: subnetIds: is an output/],
  ['a volume of no node there', { replica: { acceptNewVolumes: ['node-1'] } }, /^west: acceptNewVolumes: got "node-1"/],
  ['an output as type', { replica: { instanceType: Output.create('x') as unknown as string } }, /^west: instanceType: is an output/],
  ['a deployment without another region', { redis: { replicaRegion: undefined } }, /^west: home: cache declares no other region/],
])('%s is refused by the name of the argument', async (_, input, message) => {
  await expect(twoRegions(input)).rejects.toThrow(message);
});
