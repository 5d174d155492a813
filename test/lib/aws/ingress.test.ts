import { clientPorts, memberRules, outwardRules, Packages } from '../../../lib/aws';
import { Engine, Topology, Transport } from '../../../lib/model';
import { plan, type DeploymentPlan } from '../../../lib/plan';

const planWith = (transport: Transport): DeploymentPlan => plan({
  name: 'orders', engine: Engine.REDIS_8_0, topology: Topology.sentinel(), objectives: { rpoSeconds: 5, rtoSeconds: 10 },
  failureDomains: 3, transport,
});
const PLAN = planWith(Transport.PLAINTEXT);

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

test('members reach each other on both transports\' ports with TLS and on the way there: nodes go over one after the other', () => {
  for (const transport of [Transport.BOTH, Transport.TLS]) {
    expect(memberRules(planWith(transport)).map(({ port, lastPort }) => [port, lastPort]))
      .toEqual([[6379, 6380], [8379, undefined], [26379, 26380]]);
  }
});

test('clients are let in where they are served, and with TLS nowhere else', () => {
  expect([Transport.PLAINTEXT, Transport.BOTH, Transport.TLS].map((transport) => clientPorts(planWith(transport), 'redis')))
    .toEqual([[6379], [6379, 6380], [6380]]);
  expect(clientPorts(planWith(Transport.BOTH), 'sentinel')).toEqual([26379, 26380]);
});

test('out to AWS, and to a mirror of packages only where one is needed', () => {
  expect(outwardRules(Packages.distribution()).map(({ port }) => port)).toEqual([443, 80]);
  expect(outwardRules(Packages.preinstalled()).map(({ port }) => port)).toEqual([443]);
});
