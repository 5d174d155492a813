import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../../lib/drill/clock';
import { roll, startLab, type Lab, type RollProgress } from '../../../lib/lab';
import { plan } from '../../../lib/plan';
import { parsePairs, RedisLink } from '../../../lib/redis';
import { demoSpec, withOverrides } from '../plan/specs';
import { Counting } from './counting';

const before = plan(demoSpec({ name: 'rolled' }));
const after = plan({ ...withOverrides({ replTimeoutSeconds: 45, restartDelaySeconds: 1 }), name: 'rolled' });
let lab: Lab;
const links: RedisLink[] = [];
let writes: Counting | undefined;

beforeAll(async () => {
  lab = await startLab(before);
  await lab.healthy(40_000);
}, 50_000);

afterAll(async () => {
  await writes?.stop();
  links.forEach((link) => link.close());
  await lab?.down();
});

async function configOf(node: string, name: string): Promise<string | undefined> {
  const link = new RedisLink({
    host: lab.node(node).host, port: before.ports.redis, username: 'agent', password: lab.secret('agent'), timeoutMs: 2000,
  });
  links.push(link);
  return parsePairs(await link.call('CONFIG', 'GET', name))[name];
}

const pids = (): (number | undefined)[] => lab.nodes.flatMap((node) => [node.pid('redis'), node.pid('sentinel')]);

test('what running servers can take is given to them, and nothing restarts', async () => {
  const running = pids();
  const agents = lab.nodes.map((node) => node.pid('agent'));
  const told: RollProgress[] = [];
  const result = await roll(lab, { plan: after, patienceMs: 60_000, onProgress: (progress) => told.push(progress) });
  expect(result).toMatchObject({ restarted: [], skipped: ['node-1', 'node-2', 'node-3'], handovers: [] });
  expect(result.live.sort()).toEqual(['settings.replTimeoutSeconds', 'settings.restartDelaySeconds']);
  expect(told.find(({ what, detail }) => what === 'live' && /replTimeoutSeconds 60 -> 45 without a restart/.test(detail))).toBeDefined();
  expect(pids()).toEqual(running);
  expect(lab.nodes.map((node) => node.pid('agent')).some((pid, index) => pid === agents[index])).toBe(false);
  // Agents are ready a moment before they have brought their servers to the plan.
  for (const { name } of lab.nodes) {
    expect(await until(async () => await configOf(name, 'repl-timeout') === '45', 10_000)).toBe(true);
  }
  expect(lab.plan).toEqual(after);
  expect(JSON.parse(readFileSync(join(lab.directory, 'plan.json'), 'utf8'))).toEqual(after);
}, 90_000);

test('while two nodes are not as they should be nothing is stopped', async () => {
  await lab.node('node-2').kill();
  const running = pids();
  await expect(roll(lab, { patienceMs: 1000 })).rejects
    .toThrow(/not whole before node-. stops within 1 s: .*node-2 is not ready.*nothing more is touched/);
  expect(pids()).toEqual(running);
  await lab.node('node-2').start();
  await lab.healthy(60_000);
}, 90_000);

test('one node at a time, replicas first, then a handover; an interrupted roll goes on; no acknowledged write is lost', async () => {
  const primary = (await lab.primary())!;
  const running = new Map(lab.nodes.map((node) => [node.name, node.pid('redis')]));
  writes = new Counting(lab);
  writes.start();
  const told: RollProgress[] = [];
  const onProgress = (progress: RollProgress): void => { told.push(progress); };
  await expect(roll(lab, { patienceMs: 60_000, onProgress, cancelled: () => told.some(({ what }) => what === 'back') }))
    .rejects.toThrow(/ended before .*: roll again to go on/);
  const first = told.find(({ what }) => what === 'back')!.node!;
  expect(first).not.toBe(primary);
  expect(existsSync(join(lab.directory, 'rolling.json'))).toBe(true);

  const result = await roll(lab, { patienceMs: 60_000, onProgress });
  const { acknowledged, lost } = await writes.stop();
  expect(result.skipped).toEqual([first]);
  expect(result.restarted.at(-1)).toBe(primary);
  expect([...result.restarted, first].sort()).toEqual(['node-1', 'node-2', 'node-3']);
  expect(result.handovers).toEqual([{ from: primary, to: await lab.primary() }]);
  lab.nodes.forEach((node) => expect(node.pid('redis')).not.toBe(running.get(node.name)));
  expect(told.filter(({ what }) => ['stops', 'back'].includes(what)).map(({ what }) => what))
    .toEqual(['stops', 'back', 'stops', 'back', 'stops', 'back']);
  expect(existsSync(join(lab.directory, 'rolling.json'))).toBe(false);
  expect(acknowledged).toBeGreaterThan(20);
  expect(lost).toEqual([]);
}, 240_000);
