import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { collect, diagnose, type Observation } from '../../../lib/doctor';
import type { DeploymentPlan } from '../../../lib/plan';
import { endsWithTest } from '../../ends-with-test';
import { doctorPlan } from './observed';

jest.setTimeout(30_000);

const PASSWORD = 'only-for-this-test';
const subnet = `127.${randomInt(10, 250)}.${randomInt(0, 256)}`;
const addresses: Record<string, string> = { 'node-1': `${subnet}.1`, 'node-2': `${subnet}.2`, 'sentinel-1': `${subnet}.3` };
const running: ChildProcess[] = [];
let directory: string;
let plan: DeploymentPlan;
let agent: Server;
/** What the agent of node-1 answers; node-2 has none. */
let agentSays = '';

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createTcpServer().listen(0, addresses['node-1'], () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** A process with nothing but the plan's `monitor` user and, for the test itself, the default one. */
async function start(command: string, node: string, port: number, lines: string[]): Promise<void> {
  const monitor = plan.users.find((user) => user.name === 'monitor')!;
  const rules = command === 'redis-server' ? monitor.redisRules : monitor.sentinelRules;
  const file = path.join(directory, `${command}-${node}.conf`);
  writeFileSync(`${file}.acl`, `user monitor on >${PASSWORD} ${rules.join(' ')}\nuser default on nopass ~* &* +@all\n`);
  writeFileSync(file, [`port ${port}`, `bind ${addresses[node]!}`, `bind-source-addr ${addresses[node]!}`, 'protected-mode no',
    `dir ${directory}`, `aclfile ${file}.acl`, ...lines, ''].join('\n'));
  running.push(spawn(...endsWithTest(command, [file]), { stdio: 'ignore' }));
  await until(() => cli(node, port, 'ping') === 'PONG');
}

function cli(node: string, port: number, ...words: string[]): string {
  try {
    return execFileSync('redis-cli', ['-h', addresses[node]!, '-p', String(port), ...words], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return '';
  }
}

beforeEach(() => {
  // Not what the server has: only the agent may be asked, CONFIG GET is no right of the monitor user.
  agentSays = '{"phase":"serving","memory":{"epoch":7},"redis":{"role":"primary","minReplicas":3}}';
});

async function until(done: () => boolean): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!done()) {
    if (Date.now() > deadline) {
      throw new Error('it did not happen in time');
    }
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
}

function observe(password = PASSWORD): Promise<Observation> {
  return collect({ plan, addresses, monitorPassword: password });
}

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'redis-ha-doctor-'));
  const [redisPort, sentinelPort, agentPort] = [await freePort(), await freePort(), await freePort()];
  plan = { ...doctorPlan({ replicas: 1 }), ports: { redis: redisPort, sentinel: sentinelPort, agent: agentPort } };
  const { redis, sentinel } = plan.ports;
  await start('redis-server', 'node-1', redis, ['save ""', 'min-replicas-to-write 1', 'repl-diskless-sync-delay 0']);
  await start('redis-server', 'node-2', redis, ['save ""', `replicaof ${addresses['node-1']!} ${redis}`, 'replica-priority 42']);
  await start('redis-sentinel', 'node-1', sentinel, [`sentinel monitor demo ${addresses['node-1']!} ${redis} 2`]);
  await start('redis-sentinel', 'node-2', sentinel, []);
  await until(() => cli('node-1', redis, 'info', 'replication').includes('state=online')
    && cli('node-1', sentinel, 'sentinel', 'master', 'demo').includes('num-slaves\n1'));
  agent = createServer((_, response) => response.end(agentSays));
  await new Promise<void>((resolve) => { agent.listen(plan.ports.agent, addresses['node-1'], () => resolve()); });
});

afterAll(async () => {
  await Promise.all(running.map((child) => new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill('SIGKILL');
  })));
  await new Promise((resolve) => { agent.close(resolve); });
  rmSync(directory, { recursive: true, force: true });
});

test('data nodes, with nothing but the rights of the monitor user', async () => {
  const { dataNodes } = await observe();
  expect(dataNodes).toEqual([
    expect.objectContaining({
      node: 'node-1', reachable: true, role: 'primary', loading: false, minReplicas: 3, source: '', agentState: 'serving', epoch: 7,
    }),
    expect.objectContaining({
      node: 'node-2', reachable: true, role: 'replica', linkUp: true, syncing: false, priority: 42, minReplicas: -1, source: addresses['node-1'],
      agentState: 'unreachable', epoch: -1,
    }),
  ]);
  expect(dataNodes[1]!.lagSeconds).toBeLessThan(10);
  expect(dataNodes.filter((node) => 'refusal' in node)).toEqual([]);
});

test.each<[string, object]>([
  ['{"reason":"starting"}', { agentState: 'starting', epoch: -1, minReplicas: -1 }],
  ['{"phase":"waiting"}', { agentState: 'waiting', epoch: -1, minReplicas: -1 }],
  ['nonsense', { agentState: 'unreachable', epoch: -1, minReplicas: -1 }],
])('an agent that says %s leaves the rest unknown, and its Redis is observed all the same', async (says, known) => {
  agentSays = says;
  expect((await observe()).dataNodes[0]).toMatchObject({ reachable: true, role: 'primary', ...known });
});

test('a right that is missing is a refusal, not silence', async () => {
  cli('node-2', plan.ports.redis, 'acl', 'setuser', 'monitor', '-info');
  cli('node-1', plan.ports.sentinel, 'acl', 'setuser', 'monitor', '-sentinel|master');
  try {
    const observation = await observe();
    expect(observation.dataNodes).toEqual([
      expect.not.objectContaining({ refusal: expect.anything() }),
      expect.objectContaining({ reachable: false, refusal: expect.stringMatching(/^NOPERM .*info/), agentState: 'unreachable' }),
    ]);
    expect(observation.sentinels.map(({ refusal }) => refusal)).toEqual([expect.stringMatching(/^NOPERM /), undefined, undefined]);
    const problems = diagnose(plan, observation).problems.map(({ id, subject }) => `${id} ${subject}`);
    expect(problems).toEqual(expect.arrayContaining(['observation-refused node-2', 'observation-refused node-1']));
    expect(problems).not.toContain('node-unreachable node-2');
    expect(problems).not.toContain('sentinel-unreachable node-1');
  } finally {
    cli('node-2', plan.ports.redis, 'acl', 'setuser', 'monitor', '+info');
    cli('node-1', plan.ports.sentinel, 'acl', 'setuser', 'monitor', '+sentinel|master');
  }
});

test('Sentinels: one that watches, one that watches nothing, one that is not there', async () => {
  const { sentinels } = await observe();
  expect(sentinels).toEqual([
    { node: 'node-1', reachable: true, names: 'node-1', epoch: 0, quorum: 2, knownReplicas: 1, knownSentinels: 1, failingOver: false },
    expect.objectContaining({ node: 'node-2', reachable: true, names: '' }),
    expect.objectContaining({ node: 'sentinel-1', reachable: false, names: '' }),
  ]);
});

test('a process that hangs is observed as unreachable, in time', async () => {
  const replica = running[1]!;
  replica.kill('SIGSTOP');
  try {
    const began = Date.now();
    const [, stopped] = (await observe()).dataNodes;
    expect(stopped).toMatchObject({ node: 'node-2', reachable: false });
    expect(Date.now() - began).toBeLessThan(10_000);
  } finally {
    replica.kill('SIGCONT');
  }
  await until(() => cli('node-2', plan.ports.redis, 'ping') === 'PONG');
});

test('a wrong password is a node that cannot be observed, not a crash', async () => {
  const { dataNodes, sentinels } = await observe('wrong');
  expect([...dataNodes, ...sentinels].some((one) => one.reachable)).toBe(false);
  expect([...dataNodes, ...sentinels].map(({ refusal }) => refusal?.split(' ')[0]))
    .toEqual(['WRONGPASS', 'WRONGPASS', 'WRONGPASS', 'WRONGPASS', undefined]);
});
