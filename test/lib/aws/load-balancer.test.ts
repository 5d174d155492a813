import { balancedPorts, DETECTION_SECONDS, HEALTH_CHECK, listenersOf, requireTimeForLoadBalancer } from '../../../lib/aws';
import { Engine, Topology, Transport } from '../../../lib/model';
import { plan, type DeploymentPlan } from '../../../lib/plan';

function sentinel(rtoSeconds: number, transport?: Transport): DeploymentPlan {
  return plan({
    transport,
    name: 'orders', engine: Engine.REDIS_8_0, topology: Topology.sentinel(), objectives: { rpoSeconds: 5, rtoSeconds }, failureDomains: 3,
    overrides: { downAfterSeconds: 2, rebootDownAfterSeconds: 2 },
  });
}

test('one listener for writers and, when wanted, one for readers', () => {
  expect(listenersOf(sentinel(60), true).map(({ port, path }) => [port, path])).toEqual([[6379, '/primary'], [6381, '/replica']]);
  expect(listenersOf(sentinel(60), false)).toHaveLength(1);
});

test('with TLS others, so that those of both transports fit side by side, each before its own port of the nodes', () => {
  const ports = (transport: Transport): number[][] =>
    listenersOf(sentinel(60, transport), true).map(({ port, targetPort }) => [port, targetPort]);
  expect(ports(Transport.TLS)).toEqual([[6380, 6380], [6382, 6380]]);
  expect(ports(Transport.BOTH)).toEqual([...ports(Transport.PLAINTEXT), ...ports(Transport.TLS)]);
  expect(new Set(listenersOf(sentinel(60, Transport.BOTH), true).map(({ id }) => id)).size).toBe(4);
});

test('as fast as a Network Load Balancer allows, which is not fast', () => {
  expect(HEALTH_CHECK).toEqual({ intervalSeconds: 5, timeoutSeconds: 2, healthyThreshold: 2, unhealthyThreshold: 2 });
  expect(DETECTION_SECONDS).toBe(12);
});

test('failover and detection have to fit into the declared time, to the second', () => {
  const needed = Math.ceil(sentinel(60).promise.rto.worstSeconds + DETECTION_SECONDS);
  expect(() => requireTimeForLoadBalancer(sentinel(needed))).not.toThrow();
  expect(() => requireTimeForLoadBalancer(sentinel(needed - 1))).toThrow(new RegExp(`loadBalancer: objectives\\.rto is ${needed - 1} s.*at least ${needed} s`));
});

test('it reaches what clients use, and the agents', () => {
  expect(balancedPorts(sentinel(60, Transport.BOTH)).map(({ port }) => port)).toEqual([6379, 6380, sentinel(60).ports.agent]);
});
