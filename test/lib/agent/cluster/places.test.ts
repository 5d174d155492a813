import { clusterPlaces } from '../../../../lib/agent/cluster/places';
import { Engine, Topology } from '../../../../lib/model';
import { plan } from '../../../../lib/plan';

const cluster = plan({
  name: 'demo', engine: Engine.REDIS_7_0, topology: Topology.cluster({ shards: 3, replicas: 1 }), objectives: { rpoSeconds: 5, rtoSeconds: 5 },
  failureDomains: 3,
});

test('every node in the plan\'s order, with its shard, its bound address and both ports', () => {
  const addresses = Object.fromEntries(cluster.nodes.map(({ name }, index) => [name, `10.0.0.${index + 1}`]));
  const places = clusterPlaces(cluster, { schemaVersion: 1, deployment: 'demo', addresses });
  expect(places.map(({ node }) => node)).toEqual(cluster.nodes.map(({ name }) => name));
  expect(places.map(({ shard }) => shard).sort()).toEqual([1, 1, 2, 2, 3, 3]);
  const third = cluster.nodes[2]!;
  expect(places[2]).toEqual({ node: third.name, shard: third.shard, host: '10.0.0.3', port: 6379, busPort: 16379 });
});

test('who only has a vote has no place', () => {
  const withVoter = { ...cluster, nodes: [{ ...cluster.nodes[0]!, name: 'voter', roles: [] }, ...cluster.nodes] };
  const places = clusterPlaces(withVoter, { schemaVersion: 1, deployment: 'demo', addresses: {} });
  expect(places.map(({ node }) => node)).toEqual(cluster.nodes.map(({ name }) => name));
});
