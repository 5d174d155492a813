import type { DeploymentInput } from '../../../lib/manifests';
import { SentinelPlacement, Topology, Transport } from '../../../lib/model';
import { GENERATED_CERTIFICATES, inputWith, ofKind, PLANS, planWith, restoreWith, theOne, withTransport } from './inputs';

function policy(input: DeploymentInput, name: string): any {
  return theOne(input, 'NetworkPolicy', `cache-${name}`).spec;
}

function portsOf(rules: any[]): number[] {
  return rules.flatMap(({ ports }) => ports).map(({ port }) => port);
}

test.each(Object.entries(PLANS))('%s: to each node one rule with the very selector and ports of its Service', (_name, plan) => {
  const input = inputWith(plan);
  const services = ofKind(input, 'Service').filter(({ spec }) => 'statefulset.kubernetes.io/pod-name' in spec.selector);
  expect(services).toHaveLength(plan.nodes.length);
  expect(policy(input, 'to-nodes').egress).toEqual(services.map(({ spec }) => ({
    to: [{ podSelector: { matchLabels: spec.selector } }],
    ports: spec.ports.map(({ targetPort, port, protocol }: any) => {
      expect(targetPort).toBe(port);
      return { port, protocol };
    }),
  })));
});

test('a Cluster\'s bus is for its data nodes, and clients have no part in it', () => {
  const input = inputWith(PLANS.Cluster!);
  expect(portsOf(policy(input, 'data-peers').ingress)).toEqual([6380, 6379, 16379]);
  expect(portsOf(policy(input, 'clients').ingress)).toEqual([6380]);
  expect(ofKind(input, 'NetworkPolicy').map(({ metadata }) => metadata.name)).not.toContain('cache-sentinel-peers');
});

test('clients come to Redis and Sentinels, and to nothing of the agents', () => {
  const input = inputWith(planWith(Topology.sentinel({ placement: SentinelPlacement.OWN_NODES })));
  expect(policy(input, 'clients')).toMatchObject({
    podSelector: { matchLabels: { 'redis-ha-constructs/data': 'true' } }, ingress: [{ from: input.clients, ports: [{ port: 6380 }] }],
  });
  expect(policy(input, 'sentinel-clients')).toMatchObject({
    podSelector: { matchLabels: { 'redis-ha-constructs/sentinel': 'true' } }, ingress: [{ from: input.clients, ports: [{ port: 26380 }] }],
  });
});

test('without clients nobody comes in, instead of everybody', () => {
  const input = inputWith(PLANS.Sentinel!, { clients: [] });
  for (const name of ['clients', 'sentinel-clients']) {
    expect(policy(input, name).policyTypes).toEqual(['Ingress']);
    expect(policy(input, name).ingress).toBeUndefined();
  }
});

test('DNS and the API server are the peers that were named, or any on their ports', () => {
  const named = inputWith(PLANS.Sentinel!);
  const [dns, api] = policy(named, 'to-cluster').egress;
  expect(dns).toEqual({ to: named.dns, ports: [{ port: 53, protocol: 'UDP' }, { port: 53, protocol: 'TCP' }] });
  expect(api.to).toEqual(named.apiServer);
  const [anyDns, anyApi] = policy(inputWith(PLANS.Sentinel!, { dns: [], apiServer: [] }), 'to-cluster').egress;
  expect(anyDns.to).toBeUndefined();
  expect(anyApi).toEqual({ ports: [443, 6443, 8443, 16443].map((port) => ({ port, protocol: 'TCP' })) });
});

test('the object store is reached by data nodes while the deployment is restored, and not otherwise', () => {
  const restoring = inputWith(PLANS.Sentinel!, { restore: restoreWith({ podIdentity: true }) });
  const { podSelector, egress } = policy(restoring, 'to-store');
  expect(podSelector.matchLabels).toMatchObject({ 'redis-ha-constructs/data': 'true' });
  expect(portsOf(egress)).toEqual([443, 80]);
  expect(egress[1].to).toEqual([{ ipBlock: { cidr: '169.254.170.23/32' } }]);
  expect(ofKind(inputWith(PLANS.Sentinel!), 'NetworkPolicy').map(({ metadata }) => metadata.name)).not.toContain('cache-to-store');
});

test('the Job of the passwords speaks to the API server alone', () => {
  const input = inputWith(PLANS.Sentinel!, { passwords: { kind: 'generated', secretName: 'cache-passwords' } });
  const { policyTypes, ingress, egress, podSelector } = policy(input, 'passwords');
  expect(policyTypes).toEqual(['Ingress', 'Egress']);
  expect(ingress).toBeUndefined();
  expect(egress).toEqual([policy(input, 'to-cluster').egress[1]]);
  expect(theOne(input, 'Job').spec.template.metadata.labels).toMatchObject(podSelector.matchLabels);
});

test('so do the Jobs of the certificates', () => {
  const input = inputWith(PLANS.Sentinel!, { certificates: GENERATED_CERTIFICATES });
  const { policyTypes, ingress, egress, podSelector } = policy(input, 'certificates');
  expect(policyTypes).toEqual(['Ingress', 'Egress']);
  expect(ingress).toBeUndefined();
  expect(egress).toEqual([policy(input, 'to-cluster').egress[1]]);
  for (const template of [theOne(input, 'Job').spec.template, theOne(input, 'CronJob').spec.jobTemplate.spec.template]) {
    expect(template.metadata.labels).toMatchObject(podSelector.matchLabels);
  }
});

test('on the way to TLS both ports are open to peers and clients; with it the one in plaintext is for peers on that way alone', () => {
  const both = inputWith(withTransport(PLANS.Sentinel!, Transport.BOTH));
  for (const name of ['clients', 'data-peers']) {
    expect(portsOf(policy(both, name).ingress)).toEqual([6379, 6380]);
  }
  expect(portsOf(policy(both, 'sentinel-clients').ingress)).toEqual([26379, 26380]);
  const secure = inputWith(PLANS.Sentinel!);
  expect(portsOf(policy(secure, 'clients').ingress)).toEqual([6380]);
  expect(portsOf(policy(secure, 'sentinel-clients').ingress)).toEqual([26380]);
  for (const { from, ports } of [...policy(secure, 'data-peers').ingress, ...policy(secure, 'sentinel-peers').ingress]) {
    expect(ports.length).toBe(2);
    from.forEach(({ podSelector }: any) => expect(podSelector.matchLabels['app.kubernetes.io/instance']).toBe('cache'));
  }
});
