import { Engine, Topology, type DeploymentSpec } from '../../../lib/model';
import { plan, review, type DeploymentPlan } from '../../../lib/plan';
import { diffPlans } from '../../../lib/plan/diff';
import { diffText } from '../../../lib/plan/diff-text';
import { demoSpec, withOverrides } from './specs';

const demo = plan(demoSpec());

function steps(after: DeploymentSpec | DeploymentPlan, before = demo, primary?: string): string[] {
  const target = 'schemaVersion' in after ? after : plan(after);
  return diffPlans(before, target, primary === undefined ? [] : [primary]).steps
    .map((step) => `${step.action} ${step.node} ${step.components.join('+')}`);
}

test('the same plan is no change', () => {
  expect(diffPlans(demo, plan(demoSpec()))).toMatchObject({ empty: true, steps: [], settings: [], obstacles: [], warnings: [] });
});

test('a live Redis setting reconfigures replicas before the primary and restarts nobody', () => {
  expect(steps(withOverrides({ replTimeoutSeconds: 30 }))).toEqual([
    'reconfigure node-2 redis', 'reconfigure node-3 redis', 'reconfigure node-1 redis',
  ]);
});

test('the order follows the node that is primary now', () => {
  expect(steps(withOverrides({ replTimeoutSeconds: 30 }), demo, 'node-2')).toEqual([
    'reconfigure node-1 redis', 'reconfigure node-3 redis', 'reconfigure node-2 redis',
  ]);
});

test('a Sentinel setting reconfigures Sentinels one at a time', () => {
  const before = plan(withOverrides({ stopTimeoutSeconds: 60 }));
  expect(steps(withOverrides({ failoverTimeoutSeconds: 8, stopTimeoutSeconds: 60 }), before)).toEqual([
    'reconfigure node-1 sentinel', 'reconfigure node-2 sentinel', 'reconfigure node-3 sentinel',
  ]);
});

test('an engine upgrade: replicas, handover, the old primary, then Sentinels', () => {
  const diff = diffPlans(demo, plan(demoSpec({ engine: Engine.REDIS_8_0 })));
  expect(diff.steps.map((step) => `${step.action} ${step.node} ${step.components.join('+')}`)).toEqual([
    'restart node-2 redis', 'restart node-3 redis', 'handover node-1 redis', 'restart node-1 redis',
    'restart node-1 sentinel', 'restart node-2 sentinel', 'restart node-3 sentinel',
  ]);
  expect(diff.steps[0]!.reasons).toEqual(['engine redis-7.0 -> redis-8.0 (redis packages are upgraded)']);
  expect(diff.obstacles).toEqual([]);
});

test('a replica more is added and nobody else touched', () => {
  expect(steps(demoSpec({ topology: Topology.sentinel({ replicas: 3 }) }))).toEqual(['add node-4 redis+agent']);
});

test('a replica less is removed after everything else', () => {
  const four = plan(demoSpec({ topology: Topology.sentinel({ replicas: 3 }) }));
  expect(steps(demoSpec(), four)).toEqual(['remove node-4 redis+agent']);
});

test('a primary that goes hands over first', () => {
  const four = plan(demoSpec({ topology: Topology.sentinel({ replicas: 3 }) }));
  expect(steps(demoSpec(), four, 'node-4')).toEqual(['handover node-4 redis', 'remove node-4 redis+agent']);
});

test('two Sentinels more: they come before the quorum is raised', () => {
  expect(steps(demoSpec({ topology: Topology.sentinel({ sentinels: 5 }) }))).toEqual([
    'add sentinel-1 sentinel', 'add sentinel-2 sentinel',
    'reconfigure node-1 sentinel', 'reconfigure node-2 sentinel', 'reconfigure node-3 sentinel',
  ]);
});

test('two Sentinels less: the quorum is lowered before they go', () => {
  const five = plan(demoSpec({ topology: Topology.sentinel({ sentinels: 5 }) }));
  expect(steps(demoSpec(), five).map((step) => step.split(' ').slice(0, 2).join(' '))).toEqual([
    'reconfigure node-1', 'reconfigure node-2', 'reconfigure node-3', 'remove sentinel-1', 'remove sentinel-2',
  ]);
});

test('another failure domain moves a node: data copied, the primary hands over first', () => {
  const moved: DeploymentPlan = {
    ...demo,
    failureDomains: [...demo.failureDomains, 'zone-4'],
    nodes: demo.nodes.map((node) => (node.name === 'node-1' ? { ...node, failureDomain: 'zone-4' } : node)),
  };
  const diff = diffPlans(demo, moved);
  expect(diff.steps.map((step) => `${step.action} ${step.node} ${step.components.join('+')}`)).toEqual([
    'handover node-1 redis', 'move node-1 redis+agent', 'move node-1 sentinel',
  ]);
  expect(diff.steps[1]!.reasons[0]).toContain('zone-1 -> zone-4');
  expect(diff.warnings.map((finding) => finding.id)).toEqual(['moves-copy']);
});

test('agent and supervisor settings touch neither Redis nor Sentinel', () => {
  expect(steps(withOverrides({ startGraceSeconds: 60, restartDelaySeconds: 9 }))).toEqual([
    'reconfigure node-2 agent+supervisor', 'reconfigure node-3 agent+supervisor', 'reconfigure node-1 agent+supervisor',
  ]);
});

describe('Cluster', () => {
  const cluster = (shards: number, replicas = 1, changes: Partial<DeploymentSpec> = {}) => review(demoSpec({
    topology: Topology.cluster({ shards, replicas }), objectives: { rpoSeconds: 60, rtoSeconds: 600 }, ...changes,
  }));
  const short = (before: DeploymentPlan, after: DeploymentPlan, primaries: string[] = []): string[] =>
    diffPlans(before, after, primaries).steps.map(({ action, node }) => `${action} ${node}`);

  test('an upgrade restarts replicas first, then hands over shard by shard', () => {
    expect(short(cluster(3), cluster(3, 1, { engine: Engine.REDIS_8_0 }), ['shard-2-2'])).toEqual([
      'restart shard-1-2', 'restart shard-2-1', 'restart shard-3-2',
      'handover shard-1-1', 'restart shard-1-1', 'handover shard-2-2', 'restart shard-2-2', 'handover shard-3-1', 'restart shard-3-1',
    ]);
  });

  test('out: nodes come empty, then slots move to them', () => {
    const diff = diffPlans(cluster(3), cluster(4));
    expect(diff.steps.map(({ action, node }) => `${action} ${node}`)).toEqual(['add shard-4-1', 'add shard-4-2', 'reshard demo']);
    expect(diff.steps[0]!.reasons[0]).toContain('joins empty, slots come later');
    expect(diffText(diff)).toContain('add 2 nodes, reshard');
  });

  test('in: slots move off first, then the nodes go; nothing is handed over', () => {
    expect(short(cluster(4), cluster(3))).toEqual(['reshard demo', 'remove shard-4-1', 'remove shard-4-2']);
  });

  test('a replica less: a primary among those that go hands over first', () => {
    expect(short(cluster(3, 2), cluster(3, 1), ['shard-1-3']).filter((step) => !step.startsWith('reconfigure'))).toEqual([
      'handover shard-1-3', 'remove shard-1-3', 'remove shard-2-3', 'remove shard-3-3',
    ]);
  });

  test('the node timeout is set on the running servers', () => {
    const after = cluster(3, 1, { overrides: { nodeTimeoutSeconds: 20 } });
    expect(diffPlans(cluster(3), after).settings)
      .toContainEqual(expect.objectContaining({ field: 'settings.nodeTimeoutSeconds', by: 'CONFIG SET cluster-node-timeout' }));
  });
});
