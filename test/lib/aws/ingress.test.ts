import { memberRules } from '../../../lib/aws';
import { Engine, Topology } from '../../../lib/model';
import { plan } from '../../../lib/plan';

const PLAN = plan({
  name: 'orders', engine: Engine.REDIS_8_0, topology: Topology.sentinel(), objectives: { rpoSeconds: 5, rtoSeconds: 10 },
  failureDomains: 3,
});

test('members open exactly the plan\'s ports to each other', () => {
  const open = memberRules(PLAN).map(({ port }) => port);
  expect(open.sort()).toEqual([PLAN.ports.sentinel, PLAN.ports.redis, PLAN.ports.agent].sort());
});

test('a Cluster opens its bus to members, and no Sentinel port', () => {
  const cluster = plan({
    name: 'cart', engine: Engine.REDIS_8_0, topology: Topology.cluster(), objectives: { rpoSeconds: 5, rtoSeconds: 30 }, failureDomains: 3,
  });
  expect(memberRules(cluster).map(({ port }) => port).sort()).toEqual([16379, 6379, 8379]);
});
