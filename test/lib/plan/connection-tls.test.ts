import { Transport } from '../../../lib/model';
import { connectionTls, plan, tlsTo } from '../../../lib/plan';
import { demoSpec } from './specs';

const planWith = (transport: Transport) => plan(demoSpec({ transport, tlsServerName: 'cache.example.com' }));
const OWN = { ca: 'CA', cert: 'CERT', key: 'KEY' };

test('nodes with TLS are checked by the authority and the name that the plan gives them', () => {
  expect(connectionTls(planWith(Transport.TLS), { ca: 'CA' })).toEqual({ ca: 'CA', serverName: 'cache.example.com' });
  expect(connectionTls(planWith(Transport.TLS), OWN)).toEqual({ ...OWN, serverName: 'cache.example.com' });
});

test.each([Transport.PLAINTEXT, Transport.BOTH])('with %s nodes speak plaintext among themselves', (transport) => {
  expect(connectionTls(planWith(transport), OWN)).toBeUndefined();
});

test('while both are served, the other port is for TLS', () => {
  expect(tlsTo(planWith(Transport.BOTH), OWN)).toEqual({ ...OWN, serverName: 'cache.example.com' });
  expect(() => tlsTo(planWith(Transport.PLAINTEXT), OWN)).toThrow('the nodes of demo speak plaintext only');
});

test('nobody is spoken to unchecked', () => {
  expect(() => connectionTls(planWith(Transport.TLS), undefined)).toThrow('no authority is known');
});
