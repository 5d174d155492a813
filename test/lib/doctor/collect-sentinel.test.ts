import { observeSentinel } from '../../../lib/doctor/collect-sentinel';
import type { SentinelObservation } from '../../../lib/doctor';
import { fakeServer, type FakeServer } from '../redis/fake-server';
import { doctorPlan } from './observed';

let server: FakeServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

const pairs = (fields: Record<string, string>): string => {
  const words = Object.entries(fields).flat();
  return `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;
};

async function observed(master: string): Promise<SentinelObservation> {
  server = await fakeServer((words) => (words.join(' ') === 'SENTINEL MASTER demo' ? master : '+OK\r\n'));
  const plan = doctorPlan();
  return observeSentinel({
    plan: { ...plan, ports: { ...plan.ports, sentinel: server.port } }, monitorPassword: 'x', timeoutMs: 300,
    addresses: { 'node-1': '127.0.0.1', 'node-2': '10.0.0.2' },
  }, 'node-1');
}

const MASTER = { ip: '10.0.0.2', 'config-epoch': '7', quorum: '2', 'num-slaves': '2', 'num-other-sentinels': '2', flags: 'master' };

test('what it believes, itself counted among the Sentinels', async () => {
  expect(await observed(pairs(MASTER))).toEqual({
    node: 'node-1', reachable: true, names: 'node-2', epoch: 7, quorum: 2, knownReplicas: 2, knownSentinels: 3, failingOver: false,
  });
});

test('a primary that is no node of the plan is named by its address', async () => {
  expect((await observed(pairs({ ...MASTER, ip: '10.9.9.9' }))).names).toBe('10.9.9.9');
});

test.each([['master,s_down,o_down', true], ['master,failover_in_progress', true], ['master,disconnected', false]])('%s', async (flags, failingOver) => {
  expect((await observed(pairs({ ...MASTER, flags }))).failingOver).toBe(failingOver);
});

test('one that watches nothing yet is there', async () => {
  expect(await observed('-ERR No such master with that name\r\n')).toEqual({
    node: 'node-1', reachable: true, names: '', epoch: -1, quorum: 0, knownReplicas: 0, knownSentinels: 1, failingOver: false,
  });
});

const UNKNOWN = { node: 'node-1', reachable: false, names: '', epoch: -1, quorum: 0, knownReplicas: 0, knownSentinels: 0, failingOver: false };

test('one that will not tell says why; one that is not there says nothing', async () => {
  expect(await observed('-NOPERM no\r\n')).toEqual({ ...UNKNOWN, refusal: 'NOPERM no' });
  await server!.close();
  expect(await observed('-ERR broken\r\n')).toEqual(UNKNOWN);
  const plan = doctorPlan();
  await server!.close();
  const nobody = { ...plan, ports: { ...plan.ports, sentinel: server!.port } };
  expect(await observeSentinel({ plan: nobody, addresses: { 'node-1': '127.0.0.1' }, monitorPassword: 'x', timeoutMs: 300 }, 'node-1'))
    .toEqual(UNKNOWN);
});
