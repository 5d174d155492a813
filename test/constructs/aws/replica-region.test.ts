import { readFileSync } from 'node:fs';
import { RegionStrategy } from '../../../constructs/aws';
import { resourcesOf, templates, twoRegions, type Regions } from './regions';
import { anApp, flat } from './stacks';

const plansOf = ({ redis, replica }: Regions): string[] =>
  [(redis as unknown as { planFile: string }).planFile, replica.planFile].map((file) => readFileSync(file, 'utf8'));

test('one plan: the same bytes beside both stacks, with the nodes of both regions', () => {
  const [home, other] = plansOf(twoRegions());
  expect(other).toBe(home);
  expect(JSON.parse(home!)).toMatchObject({
    nodes: [{ name: 'node-1' }, { name: 'node-2' }, { name: 'node-3' }],
    regions: [
      { name: 'region-1', role: 'primary' },
      { name: 'region-2', role: 'replica', nodes: [{ name: 'r2-node-1' }, { name: 'r2-node-2' }, { name: 'r2-node-3' }] },
    ],
  });
});

test.each(['strong', 'weak'])('%s references: neither region\'s stack needs the other, and there is no cycle', (mode) => {
  const { app } = twoRegions({ app: anApp({ context: { '@aws-cdk/core:defaultCrossStackReferences': mode } }) });
  const all = templates(app);
  for (const name of ['Home', 'Replica', 'Witness']) {
    expect(JSON.stringify(all[name])).not.toMatch(/GetStackOutput|cdk\/exports\/(Home|Replica)/);
  }
  expect(JSON.stringify(all.Link)).toContain(mode === 'weak' ? 'Fn::GetStackOutput' : '/cdk/exports/');
});

test('a pilot light: one node runs, the groups of the others may start one and wish for none', () => {
  const { app } = twoRegions({ options: { strategy: RegionStrategy.PILOT_LIGHT } });
  const groups = resourcesOf(templates(app).Replica, 'AWS::AutoScaling::AutoScalingGroup');
  expect(groups.map(({ MinSize, MaxSize, DesiredCapacity }) => [MinSize, MaxSize, DesiredCapacity])).toEqual([
    ['1', '1', '1'], ['0', '1', undefined], ['0', '1', undefined],
  ]);
});

test('passwords and certificate are read by the names that the home region copies them under', () => {
  const all = templates(twoRegions().app);
  const copied = resourcesOf(all.Home, 'AWS::SecretsManager::Secret')
    .filter(({ ReplicaRegions }) => ReplicaRegions?.[0].Region === 'eu-west-1').map(({ Name }) => Name as string);
  expect(copied.sort()).toEqual(
    ['agent', 'app', 'backup', 'ca', 'certificate', 'monitor', 'replication', 'sentinel'].map((id) => `redis-ha/cache/${id}`));
  expect(JSON.stringify(resourcesOf(all.Replica, 'AWS::SSM::Parameter'))).toContain('redis-ha/cache/app');
});

test('silence is an alarm where a region is declared to follow, and none where it is not', () => {
  const all = templates(twoRegions().app);
  const behind = (name: string): unknown[] => resourcesOf(all[name], 'AWS::CloudWatch::Alarm')
    .filter(({ MetricName }) => MetricName === 'RegionLag')
    .map(({ Threshold, TreatMissingData }) => [Threshold, TreatMissingData]);
  expect(behind('Replica')).toEqual([[60, 'breaching']]);
  expect(behind('Home')).toEqual([[60, 'notBreaching']]);
});

test('a stack of another region than the declared one is refused', () => {
  expect(() => twoRegions({ options: { region: 'us-east-1' } }))
    .toThrow(/the stack is in eu-west-1, replicaRegion.region of Home\/Redis is us-east-1/);
});

describe('a zone of the other region that stays down', () => {
  const moveNodes = [{ node: 'r2-node-2', zone: 'r2-zone-3' }];
  const [before, after] = [twoRegions(), twoRegions({ options: { moveNodes } })].map(({ app }) => templates(app));
  const nodes = (template: any): Record<string, any> => Object.fromEntries(
    Object.entries<any>(template.Resources).filter(([id]) => /FleetR2Node\d/.test(id))
      .map(([id, { Properties }]) => [id, Properties]));

  test('the moved node, and it alone, gets another group, interface and volume, in the other zone', () => {
    const [old, now] = [nodes(before!.Replica), nodes(after!.Replica)];
    expect(Object.keys(old).filter((id) => !(id in now)).map((id) => id.slice(0, 'RedisFleetR2Node2'.length)))
      .toEqual(Array.from({ length: 4 }, () => 'RedisFleetR2Node2'));
    const come = Object.keys(now).filter((id) => !(id in old));
    expect(come.filter((id) => id.startsWith('RedisFleetR2Node2InR2Zone3'))).toHaveLength(4);
    expect(come).toHaveLength(4);
    const kept = Object.keys(old).filter((id) => id in now);
    expect(kept.map((id) => now[id])).toEqual(kept.map((id) => old[id]));
    expect(come.map((id) => now[id].AvailabilityZone).filter((zone) => zone)).toEqual(['eu-west-1c']);
  });

  test('its new volume may be empty, that one only, and it keeps its name', () => {
    const pointer = JSON.parse(flat(resourcesOf(after!.Replica, 'AWS::SSM::Parameter')[0].Value)) as Record<string, any>;
    expect(pointer.moved).toEqual({ 'r2-node-2': expect.stringMatching(/^<RedisFleetR2Node2InR2Zone3Volume/) });
    expect(pointer.acceptNewVolumes).toEqual([]);
    expect(pointer.bindings.addresses['r2-node-2']).toMatch(/^<RedisFleetR2Node2InR2Zone3Interface/);
  });

  test('nothing of the home region\'s nodes changes, but for the one plan of both', () => {
    const own = (template: any): any[] =>
      ['LaunchTemplate', 'NetworkInterface', 'Volume'].flatMap((type) => resourcesOf(template, `AWS::EC2::${type}`));
    expect(own(after!.Home)).toEqual(own(before!.Home));
    const [home, other] = plansOf(twoRegions({ options: { moveNodes } }));
    expect(other).toBe(home);
    expect(JSON.parse(home!).regions[1].nodes.map(({ failureDomain }: any) => failureDomain as string))
      .toEqual(['r2-zone-1', 'r2-zone-3', 'r2-zone-3']);
  });

  test('the link leads its name to the new address', () => {
    const target = (all: Record<string, any>): string =>
      JSON.stringify(resourcesOf(all.Link, 'AWS::Route53::RecordSet')
        .find(({ Name }) => Name.startsWith('r2-node-2.')).ResourceRecords);
    expect(target(after!)).not.toEqual(target(before!));
  });

  test.each([
    [[{ node: 'node-2', zone: 'r2-zone-3' }], /got "node-2", which is no node of the plan; use names among r2-node-1/],
    [[{ node: 'r2-node-2', zone: 'zone-3' }], /got "zone-3" for r2-node-2; use one of r2-zone-1, r2-zone-2, r2-zone-3/],
    [[...moveNodes, ...moveNodes], /names r2-node-2 twice/],
  ])('%j is refused', (moves, error) => {
    const refused = (): unknown => twoRegions({ options: { moveNodes: moves } });
    expect(refused).toThrow(error);
    expect(refused).toThrow(/Home\/Redis: replicaRegion\.moveNodes: /);
  });
});

test('volumes are given up one at a time, by names of this region', () => {
  const given = (...acceptNewVolumes: string[]): unknown => twoRegions({ replica: { acceptNewVolumes } });
  expect(() => given('r2-node-1')).not.toThrow();
  expect(() => given('node-1')).toThrow(/acceptNewVolumes: got "node-1", which is no node of the plan; use names among r2-node-1/);
  expect(() => given('r2-node-1', 'r2-node-2')).toThrow(/acceptNewVolumes: got 2 nodes: .* name one node, deploy/);
});
