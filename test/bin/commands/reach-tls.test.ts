import { Command } from 'commander';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { planTls, withTls } from '../../../bin/commands/reach-tls';
import { InvalidInput, Transport } from '../../../lib/model';
import { plan, withTransport } from '../../../lib/plan';
import { demoSpec } from '../../lib/plan/specs';
import { demo, folder } from './invoked';

const files = folder();
afterAll(() => files.remove());

const secured = withTransport(demo, Transport.TLS);
const strict = plan(demoSpec({ transport: Transport.TLS, requireClientCertificates: true }));
const pem = (name: string): string => files.file(`${name}.pem`, name);

/** A folder of secrets with these files in it, each holding its own name. */
function secrets(name: string, ...held: string[]): { bindings: string; secrets: string } {
  const full = files.file(name);
  mkdirSync(full, { recursive: true });
  held.forEach((file) => writeFileSync(path.join(full, file), file));
  return { bindings: 'bindings.json', secrets: full };
}

test('what servers are checked by is beside the secrets', () => {
  const serverName = 'demo.redis-ha';
  expect(planTls(secured, secrets('ca-only', 'ca.crt'))).toEqual({ ca: 'ca.crt', serverName });
  expect(planTls(strict, secrets('all', 'ca.crt', 'tls.crt', 'tls.key'))).toEqual({ ca: 'ca.crt', cert: 'tls.crt', key: 'tls.key', serverName });
});

test('a file that is named counts before one that is there', () => {
  const flags = { ...secrets('all', 'ca.crt', 'tls.crt', 'tls.key'), tlsCa: pem('CA'), tlsCert: pem('CERT'), tlsKey: pem('KEY') };
  expect(planTls(strict, flags)).toMatchObject({ ca: 'CA', cert: 'CERT', key: 'KEY' });
});

test.each([Transport.PLAINTEXT, Transport.BOTH])('with %s there is nothing to check by, whatever is there', (transport) => {
  expect(planTls(withTransport(demo, transport), secrets('all', 'ca.crt', 'tls.crt', 'tls.key'))).toBeUndefined();
});

test.each<[string, () => void, string, string]>([
  ['no authority', () => planTls(secured, secrets('none')), '--tls-ca', 'name its authority'],
  ['an authority that is not there', () => planTls(secured, { ...secrets('none'), tlsCa: files.file('nowhere') }), '--tls-ca', 'PEM'],
  ['no certificate where one is asked for', () => planTls(strict, secrets('ca-only', 'ca.crt')), '--tls-cert', 'asks its clients'],
  ['half a certificate', () => planTls(secured, { ...secrets('all', 'ca.crt'), tlsCert: pem('CERT') }), '--tls-key', 'together'],
  ['a plan in plaintext', () => planTls(demo, { ...secrets('all'), tlsCa: pem('CA') }), '--tls-ca', 'leave it out'],
  ['a lab', () => planTls(secured, { tlsCert: pem('CERT') }), '--tls-cert', 'certificates of its own'],
  ['no lab', () => planTls(secured, {}), 'plan', 'redis-ha lab up'],
])('%s: names the flag and the fix', (_, act, field, fix) => {
  expect(act).toThrow(InvalidInput);
  expect(act).toThrow(new RegExp(`^${field}: .*${fix}`));
});

test('the options say where they look by themselves', () => {
  expect(withTls(new Command('ask')).helpInformation()).toMatch(/--tls-ca[^]*`ca.crt`[^]*--tls-cert[^]*`tls.crt`[^]*--tls-key[^]*`tls.key`/);
});
