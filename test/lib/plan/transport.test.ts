import { Topology, Transport } from '../../../lib/model';
import { plan } from '../../../lib/plan';
import { parsePlan } from '../../../lib/plan/parse';
import { demoSpec } from './specs';

const CLUSTER = { topology: Topology.cluster() };

test('in plaintext there is no certificate and one port for everybody', () => {
  const { ports, tls } = plan(demoSpec({ tlsServerName: 'unused', requireClientCertificates: true }));
  expect(ports).toEqual({ redis: 6379, sentinel: 26379, agent: 8379 });
  expect(tls).toBeUndefined();
});

test('with TLS nodes and clients share other ports, and the bus of a Cluster stays where it is', () => {
  const { ports, tls } = plan(demoSpec({ ...CLUSTER, transport: Transport.TLS }));
  expect(ports).toEqual({ redis: 6380, sentinel: 26380, agent: 8379, bus: 16379 });
  expect(tls).toEqual({ serverName: 'demo.redis-ha', clientCertificates: 'optional' });
});

test('on the way nodes go on as they were, and clients find the ports of TLS besides', () => {
  const { ports, tls } = plan(demoSpec({
    transport: Transport.BOTH, tlsServerName: 'cache.example.com', requireClientCertificates: true,
  }));
  expect(ports).toEqual({ redis: 6379, sentinel: 26379, redisTls: 6380, sentinelTls: 26380, agent: 8379 });
  expect(tls).toEqual({ serverName: 'cache.example.com', clientCertificates: 'required' });
});

test.each(['10.0.0.1', '*.example.com', 'Demo', 'a..b', '', 'x'.repeat(64)])('"%s" is no name for servers', (tlsServerName) => {
  expect(() => plan(demoSpec({ transport: Transport.TLS, tlsServerName }))).toThrow(/tlsServerName.*use a DNS name/);
});

test.each(Object.values(Transport))('a plan with transport %s is read back as it was written', (transport) => {
  const written = plan(demoSpec({ transport }));
  expect(parsePlan(JSON.stringify(written), 'demo.redis-ha.json')).toEqual(written);
});

test.each([
  ['tls is missing', { transport: Transport.TLS }, { tls: undefined }, /tls: is missing/],
  ['tls is there in plaintext', {}, { tls: { serverName: 'a', clientCertificates: 'optional' } }, /tls: is there/],
  ['a port is missing', { transport: Transport.BOTH }, { ports: { redis: 6379, sentinel: 26379, agent: 8379, redisTls: 6380 } },
    /ports.sentinelTls: is missing/],
  ['a port is too many', { transport: Transport.TLS }, { ports: { redis: 6380, sentinel: 26380, agent: 8379, redisTls: 1 } },
    /ports.redisTls: is there/],
])('a plan that contradicts itself is refused: %s', (_, declared, changed, complaint) => {
  expect(() => parsePlan(JSON.stringify({ ...plan(demoSpec(declared)), ...changed }), 'x')).toThrow(complaint);
});
