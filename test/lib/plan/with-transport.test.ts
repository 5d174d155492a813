import { Topology, Transport } from '../../../lib/model';
import { plan, withTransport } from '../../../lib/plan';
import { demoSpec } from './specs';

const TRANSPORTS = Object.values(Transport);
const WAYS = TRANSPORTS.flatMap((from) => TRANSPORTS.map((to) => [from, to] as const));

test.each(WAYS)('from %s to %s is as if it had been declared so', (from, to) => {
  const topology = Topology.cluster();
  expect(withTransport(plan(demoSpec({ topology, transport: from })), to)).toEqual(plan(demoSpec({ topology, transport: to })));
});

test('the name of the servers and what is asked of clients stay', () => {
  const before = plan(demoSpec({ transport: Transport.BOTH, tlsServerName: 'cache.example.com', requireClientCertificates: true }));
  expect(withTransport(before, Transport.TLS).tls).toEqual({ serverName: 'cache.example.com', clientCertificates: 'required' });
});
