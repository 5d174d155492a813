import { nodeServiceName, podOf } from '../../../lib/config';
import { Engine, Topology } from '../../../lib/model';
import { plan } from '../../../lib/plan';

const topologies = [Topology.replication({ replicas: 3 }), Topology.sentinel({ replicas: 1 }), Topology.cluster()];

test.each(topologies)('no pod bears the name of a Service: in that pod the name would be its own address (%#)', (topology) => {
  const { nodes } = plan({
    name: 'cache', engine: Engine.REDIS_8_0, topology, failureDomains: 3,
    objectives: { rpoSeconds: 10, rtoSeconds: 60 },
  });
  const services = new Set(nodes.map(({ name }) => nodeServiceName('cache', name)));
  expect(services.size).toBe(nodes.length);
  expect(nodes.filter(({ name }) => services.has(podOf('cache', name).pod))).toEqual([]);
});

test('nodes are counted from 1, pods from 0', () => {
  expect(podOf('cache', 'node-2')).toEqual({ workload: 'node', statefulSet: 'cache-node', pod: 'cache-node-1' });
  expect(podOf('cache', 'shard-3-1')).toEqual({ workload: 'shard-3', statefulSet: 'cache-shard-3', pod: 'cache-shard-3-0' });
});
