import { renderSentinelConf, sentinelLag, SentinelLag, withSentinelTransport } from '../../../lib/config';
import { Transport } from '../../../lib/model';
import { plan, withTransport, type DeploymentPlan } from '../../../lib/plan';
import { demoSpec } from '../plan/specs';
import { SECRETS } from './real-server';

const [PLAINTEXT, BOTH, TLS] = [Transport.PLAINTEXT, Transport.BOTH, Transport.TLS]
  .map((transport) => withTransport(plan(demoSpec()), transport)) as [DeploymentPlan, DeploymentPlan, DeploymentPlan];
const addresses = { 'node-1': '10.0.0.1', 'node-2': '10.0.0.2', 'node-3': '10.0.0.3' };
const config = {
  node: 'node-1', planFile: '', bindingsFile: '', dataDir: '/data', runDir: '/run/a "folder"',
  platform: { kind: 'file' as const, secretsDir: '', outsideDir: '' },
};

/** What a Sentinel that has run for a while has added. */
const file = (planned: DeploymentPlan): string =>
  `${renderSentinelConf(planned, config, addresses, SECRETS, 'id', { primary: 'node-1', configEpoch: 3, currentEpoch: 4 })
  }sentinel known-replica demo 10.0.0.2 ${planned.ports.redis}\nsentinel known-sentinel demo 10.0.0.2 ${planned.ports.sentinel} abc\n`;

test.each([
  [PLAINTEXT, PLAINTEXT, SentinelLag.NONE], [PLAINTEXT, BOTH, SentinelLag.LISTENERS], [BOTH, TLS, SentinelLag.LINKS],
  [TLS, TLS, SentinelLag.NONE], [TLS, BOTH, SentinelLag.LINKS], [BOTH, PLAINTEXT, SentinelLag.LISTENERS],
])('the file of one plan is brought to another: %#', (from, to, lag) => {
  const before = file(from);
  expect(sentinelLag(before, to, config)).toBe(lag);
  const after = withSentinelTransport(before, to, config);
  expect(sentinelLag(after, to, config)).toBe(SentinelLag.NONE);
  expect(after.split('\n').sort()).toEqual(file(to).split('\n').sort());
});

test('clients that must show a certificate from now on are another way to listen', () => {
  const stricter = { ...TLS, tls: { ...TLS.tls!, clientCertificates: 'required' as const } };
  expect(sentinelLag(file(TLS), stricter, config)).toBe(SentinelLag.LISTENERS);
});

test('a replica that is known at both ports is known once, since a Sentinel refuses it twice', () => {
  const twice = `${file(BOTH)}sentinel known-replica demo 10.0.0.2 6380\n`;
  expect(withSentinelTransport(twice, TLS, config).match(/known-replica/g)).toHaveLength(1);
});
