import { targetOf } from '../../../lib/drill/target';
import { RegionStrategy, Topology } from '../../../lib/model';
import { allNodes, plan, planOf, type DeploymentPlan } from '../../../lib/plan';
import { demoSpec } from '../plan/specs';
import { FakeLab } from './fake-lab';

const labs: FakeLab[] = [];

afterEach(async () => {
  await Promise.all(labs.splice(0).map((lab) => lab.down()));
});

function labOf(topology: Topology, secret = ''): FakeLab {
  const lab = new FakeLab(plan(demoSpec({ topology, objectives: { rpoSeconds: 5, rtoSeconds: 60 } })));
  labs.push(lab);
  lab.secret = (user?: string) => secret && `${secret} of ${user}`;
  lab.nodes.forEach((node) => Object.assign(node, { shard: lab.plan.nodes.find(({ name }) => name === node.name)!.shard }));
  return lab;
}

test('Sentinel: where to ask, and who is behind which address; a Sentinel without data is no data node', () => {
  const lab = labOf(Topology.sentinel({ replicas: 1 }), 'password');
  const { addresses } = lab.bindings;
  const target = targetOf(lab);
  expect(target).toMatchObject({
    kind: 'sentinel', masterName: 'demo', redisPort: lab.plan.ports.redis, shardOf: {},
    dataHosts: [addresses['node-1'], addresses['node-2']],
    nodeOf: { [addresses['node-1']!]: 'node-1', [addresses['node-2']!]: 'node-2' },
    username: 'app', password: 'password of app',
  });
  const { sentinel: port } = lab.plan.ports;
  expect(target.sentinels).toEqual(lab.nodes.filter((node) => node.hasSentinel).map(({ host }) => ({ host, port })));
  expect(target.sentinels).toHaveLength(3);
});

test('where there are no users clients do not log in', () => {
  const target = targetOf(labOf(Topology.sentinel()));
  expect(Object.keys(target)).not.toEqual(expect.arrayContaining(['username']));
  expect(Object.keys(target)).not.toEqual(expect.arrayContaining(['password']));
});

test('Cluster: every node is of its shard', () => {
  const target = targetOf(labOf(Topology.cluster()));
  expect(target.shardOf).toEqual({ 'shard-1-1': 1, 'shard-1-2': 1, 'shard-2-1': 2, 'shard-2-2': 2, 'shard-3-1': 3, 'shard-3-2': 3 });
  expect(target.sentinels).toEqual([]);
});

describe('the address to write to', () => {
  const healthy = (lab: FakeLab, status: Record<string, number>): string[] => {
    const asked: string[] = [];
    lab.nodes.forEach((node) => Object.assign(node, {
      health: async (path: string) => {
        asked.push(path);
        return status[node.name] === undefined ? undefined : { status: status[node.name], body: {} };
      },
    }));
    return asked;
  };

  test('is that of the node whose agent says that it is primary', async () => {
    const lab = labOf(Topology.replication({ replicas: 2 }));
    const asked = healthy(lab, { 'node-1': 503, 'node-3': 200 });
    await expect(targetOf(lab).find()).resolves.toEqual({ host: lab.bindings.addresses['node-3'], port: lab.plan.ports.redis });
    expect(new Set(asked)).toEqual(new Set(['/primary']));
  });

  test('is unknown while no agent says so', async () => {
    const lab = labOf(Topology.replication());
    healthy(lab, { 'node-1': 503 });
    await expect(targetOf(lab).find()).rejects.toThrow('no node says that it is primary');
  });

  test('is that of the load balancer where there is one', async () => {
    const proxy = { host: '127.0.0.1', port: 1 };
    const target = targetOf(labOf(Topology.sentinel()), proxy);
    expect(target.proxy).toEqual(proxy);
    await expect(target.find()).resolves.toEqual(proxy);
  });
});

test('two regions: clients are told the nodes of the active one, and everybody is known by name', () => {
  const deployment = plan(demoSpec({
    replicaRegion: { strategy: RegionStrategy.WARM, failureDomains: 3, objectives: { rpoSeconds: 10, rtoSeconds: 900 } },
  }));
  const lab = new FakeLab({ ...deployment, nodes: allNodes(deployment) });
  labs.push(lab);
  const told = (plan: DeploymentPlan): string[] => {
    const { dataHosts, nodeOf, sentinels } = targetOf(Object.assign(Object.create(lab) as FakeLab, { plan }));
    expect(Object.keys(nodeOf)).toHaveLength(6);
    expect(sentinels.map(({ host }) => host)).toEqual(dataHosts);
    return dataHosts.map((host) => nodeOf[host]!);
  };
  expect(told(deployment)).toEqual(['node-1', 'node-2', 'node-3']);
  expect(told(planOf(deployment, 'region-2'))).toEqual(['r2-node-1', 'r2-node-2', 'r2-node-3']);
});
