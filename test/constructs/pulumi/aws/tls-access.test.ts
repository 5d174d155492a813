import { output } from '@pulumi/pulumi';
import { givenCertificates } from '../../../../constructs/pulumi/aws/node-certificates';
import { portsWithTls, tlsAccess } from '../../../../constructs/pulumi/aws/tls-access';
import { Topology, Transport } from '../../../../lib/model';
import { aPlan } from './parts';

test('with TLS the deployment\'s ports speak it', () => {
  expect(tlsAccess(aPlan(), undefined)).toMatchObject({ serverName: 'orders.redis-ha', port: 6380, sentinelPort: undefined });
});

test('while plaintext is served, too, TLS has ports of its own', () => {
  const access = tlsAccess(aPlan(Topology.sentinel(), Transport.BOTH), undefined)!;
  expect([access.port, access.sentinelPort]).toEqual([6380, 26380]);
  expect(portsWithTls(6379, access.port)).toEqual([6379, 6380]);
  expect(portsWithTls(6380, 6380)).toEqual([6380]);
  expect(portsWithTls(6379, undefined)).toEqual([6379]);
});

test('plaintext has none', () => {
  expect(tlsAccess(aPlan(Topology.sentinel(), Transport.PLAINTEXT), undefined)).toBeUndefined();
});

test('secrets of certificates are told with their key', async () => {
  const access = tlsAccess(aPlan(), givenCertificates('arn:tls', 'arn:key'))!;
  const told = await new Promise((resolve) => {
    output([access.certificateSecretArn, access.secretKeyArn]).apply(resolve);
  });
  expect(told).toEqual(['arn:tls', 'arn:key']);
  expect(access.caSecretArn).toBeUndefined();
});
