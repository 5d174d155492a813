import { writeFileSync } from 'node:fs';
import { PASSWORD_VARIABLE, targetOf, type TargetFlags } from '../../../bin/commands/backup-target';
import { Transport } from '../../../lib/model';
import { withTransport } from '../../../lib/plan';
import { demo, folder } from './invoked';

const files = folder();
afterAll(() => files.remove());
beforeEach(() => { delete process.env[PASSWORD_VARIABLE]; });

const solo = (more: TargetFlags = {}): TargetFlags => ({ node: ['10.0.0.5:7000'], name: 'solo', ...more });

test('the servers of a plan, as its backup user', () => {
  const addresses = Object.fromEntries(demo.nodes.map(({ name }, index) => [name, `10.0.0.${index + 1}`]));
  const bindings = files.file('bindings.json', JSON.stringify({ schemaVersion: 1, deployment: 'demo', addresses }));
  files.file('backup', 'secret\n');
  const target = targetOf(demo, { bindings, secrets: files.file('.') });
  expect(target).toMatchObject({ deployment: 'demo', username: 'backup', password: 'secret', planned: { topology: demo.topology.kind } });
  expect(target.nodes[0]).toEqual({ name: 'node-1', host: '10.0.0.1', port: 6379 });
});

test('the servers of a plan with TLS are known by the authority beside its secrets and the name in the plan', () => {
  const addresses = Object.fromEntries(demo.nodes.map(({ name }, index) => [name, `10.0.0.${index + 1}`]));
  const bindings = files.file('bindings.json', JSON.stringify({ schemaVersion: 1, deployment: 'demo', addresses }));
  files.file('backup', 'secret\n');
  files.file('ca.crt', 'CA');
  const target = targetOf(withTransport(demo, Transport.TLS), { bindings, secrets: files.file('.') });
  expect(target).toMatchObject({ nodes: [{ port: 6380 }, {}, {}], tls: { ca: 'CA', serverName: 'demo.redis-ha' } });
});

test.each<[string, object]>([
  ['10.0.0.5:7000', { name: '10.0.0.5:7000', host: '10.0.0.5', port: 7000 }],
  ['redis.example', { name: 'redis.example:6379', host: 'redis.example', port: 6379 }],
  ['[fd00::5]:7000', { name: '[fd00::5]:7000', host: 'fd00::5', port: 7000 }],
  ['main=redis.example:1', { name: 'main', host: 'redis.example', port: 1 }],
])('an address: %s', (text, node) => {
  expect(targetOf(undefined, solo({ node: [text] })).nodes).toEqual([node]);
});

test('the password comes from a file or the environment, never from the command line', () => {
  expect(targetOf(undefined, solo())).toEqual({ deployment: 'solo', nodes: [{ name: '10.0.0.5:7000', host: '10.0.0.5', port: 7000 }] });
  process.env[PASSWORD_VARIABLE] = 'from the environment';
  expect(targetOf(undefined, solo({ user: 'backup' }))).toMatchObject({ username: 'backup', password: 'from the environment' });
  expect(targetOf(undefined, solo({ passwordFile: files.file('pw', 'from a file\n') }))).toMatchObject({ password: 'from a file' });
});

test('certificates', () => {
  const pem = files.file('ca.pem', 'PEM');
  expect(targetOf(undefined, solo()).tls).toBeUndefined();
  expect(targetOf(undefined, solo({ tls: true })).tls).toEqual({});
  expect(targetOf(undefined, solo({ tlsCa: pem, tlsCert: pem, tlsKey: pem, tlsName: 'redis' })).tls)
    .toEqual({ ca: 'PEM', cert: 'PEM', key: 'PEM', serverName: 'redis' });
});

test.each<[string, () => TargetFlags, string]>([
  ['neither plan nor servers', () => ({}), 'plan: missing; name a plan file, or the servers with --node'],
  ['no name', () => ({ node: ['a:1'] }), '--name: missing'],
  ['no address', () => solo({ node: ['a:b'] }), '--node: got "a:b"; give host:port'],
  ['a port that is none', () => solo({ node: ['a:70000'] }), '--node: got "a:70000"'],
  ['a user without a password', () => solo({ user: 'backup' }), '--user: given without a password'],
  ['an empty password file', () => solo({ passwordFile: files.file('empty', '') }), 'is empty'],
  ['half a client certificate', () => solo({ tlsCert: files.file('c.pem', 'PEM') }), '--tls-key: missing'],
  ['a lab without its plan', () => solo({ directory: 'here' }), '--directory: given without a plan'],
])('bad input: %s', (_, flags, message) => {
  expect(() => targetOf(undefined, flags())).toThrow(message);
});

test('servers beside a plan are refused', () => {
  writeFileSync(files.file('x'), '');
  expect(() => targetOf(demo, { node: ['a:1'] })).toThrow('--node: given beside a plan');
  expect(() => targetOf(demo, { passwordFile: 'x' })).toThrow('--password-file: given beside a plan');
  expect(() => targetOf(demo, { tls: true })).toThrow('--tls: given beside a plan');
  expect(() => targetOf(demo, { tlsName: 'x' })).toThrow('--tls-name: given beside a plan');
});
