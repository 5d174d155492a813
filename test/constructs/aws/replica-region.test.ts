import { readFileSync } from 'node:fs';
import { RegionStrategy } from '../../../constructs/aws';
import { resourcesOf, templates, twoRegions } from './regions';
import { anApp } from './stacks';

test('one plan: the same bytes beside both stacks, with the nodes of both regions', () => {
  const { redis, replica } = twoRegions();
  const [home, other] = [(redis as unknown as { planFile: string }).planFile, replica.planFile].map((file) => readFileSync(file, 'utf8'));
  expect(other).toBe(home);
  expect(JSON.parse(home!)).toMatchObject({
    nodes: [{ name: 'node-1' }, { name: 'node-2' }, { name: 'node-3' }],
    regions: [{ name: 'region-1', role: 'primary' }, { name: 'region-2', role: 'replica', nodes: [{ name: 'r2-node-1' }, { name: 'r2-node-2' }, { name: 'r2-node-3' }] }],
  });
});

test.each(['strong', 'weak'])('references across regions, %s: neither region\'s stack needs the other, and there is no cycle', (mode) => {
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
    ['agent', 'app', 'backup', 'ca', 'certificate', 'monitor', 'replication', 'sentinel'].map((what) => `redis-ha/cache/${what}`));
  expect(JSON.stringify(resourcesOf(all.Replica, 'AWS::SSM::Parameter'))).toContain('redis-ha/cache/app');
});

test('silence is an alarm where a region is declared to follow, and none where it is not', () => {
  const all = templates(twoRegions().app);
  const behind = (name: string): unknown[] => resourcesOf(all[name], 'AWS::CloudWatch::Alarm')
    .filter(({ MetricName }) => MetricName === 'RegionLag').map(({ Threshold, TreatMissingData }) => [Threshold, TreatMissingData]);
  expect(behind('Replica')).toEqual([[60, 'breaching']]);
  expect(behind('Home')).toEqual([[60, 'notBreaching']]);
});

test('a stack of another region than the declared one is refused', () => {
  expect(() => twoRegions({ options: { region: 'us-east-1' } }))
    .toThrow(/the stack is in eu-west-1, replicaRegion.region of Home\/Redis is us-east-1/);
});
