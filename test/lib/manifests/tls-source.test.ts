import { certManagerTls, existingTls, ownAuthorityTls, plaintextTls } from '../../../lib/manifests';
import type { DeploymentPlan } from '../../../lib/plan';

const PLAN = { name: 'cache' } as DeploymentPlan;

test('what is given decides how servers speak', () => {
  expect(ownAuthorityTls().transport).toBe('tls');
  expect(ownAuthorityTls({ plaintextToo: true, serverName: 'redis.example' })).toMatchObject({ transport: 'both', serverName: 'redis.example' });
  expect(plaintextTls()).toEqual({ transport: 'plaintext' });
  expect(existingTls('mine', { requireClientCertificates: true }).requireClientCertificates).toBe(true);
});

test('where certificates come from', () => {
  expect(ownAuthorityTls().certificates!(PLAN)).toMatchObject({ kind: 'generated', secretName: 'cache-tls' });
  expect(existingTls('mine').certificates!(PLAN)).toEqual({ kind: 'existing', secretName: 'mine' });
  expect(certManagerTls({}).certificates!(PLAN)).toEqual({ kind: 'cert-manager', secretName: 'cache-tls', lifetimeSeconds: 90 * 86_400 });
  expect(certManagerTls({ issuer: { name: 'company', kind: 'ClusterIssuer' } }, 86_400).certificates!(PLAN)).toMatchObject({
    lifetimeSeconds: 86_400, issuer: { name: 'company', kind: 'ClusterIssuer', group: 'cert-manager.io' },
  });
});

test('what no Secret can be called, and a validity that is none, are refused by name', () => {
  expect(() => existingTls('Mine').certificates!(PLAN)).toThrow(/^tls\.secretName: got "Mine"/);
  expect(() => certManagerTls({}, 60).certificates!(PLAN)).toThrow(/^tls\.validity: got 60/);
});
