import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Agent } from '../../../lib/agent/agent';
import { agentKey } from '../../../lib/agent/authenticity';
import { askPeer, command } from '../../../lib/agent/client';
import { FilePlatform } from '../../../lib/agent/platform/file';
import { layoutOf } from '../../../lib/config';
import { until } from '../../../lib/drill/clock';
import { LoopbackNetwork } from '../../../lib/lab/network/loopback';
import { PLAN, SECRETS } from '../config/real-server';
import { memory } from './situations';

const folder = mkdtempSync(join(tmpdir(), 'redis-ha-agent-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const key = agentKey(SECRETS.agent!);
let host: string;
let addresses: Record<string, string>;
let events: string[];
let count = 0;
let agent: Agent | undefined;

beforeEach(async () => {
  const network = await LoopbackNetwork.open([PLAN.ports.agent]);
  host = network.address(0);
  addresses = Object.fromEntries(PLAN.nodes.map(({ name }, index) => [name, network.address(index)]));
  events = [];
});
afterEach(async () => { await agent?.stop(); agent = undefined; });

/** An agent without anything beside it. */
function make(remembered?: string): Agent {
  count += 1;
  const home = join(folder, String(count));
  const platform = { kind: 'file' as const, secretsDir: home, outsideDir: join(home, 'outside') };
  const config = { node: 'node-1', planFile: '', bindingsFile: '', dataDir: join(home, 'data'), runDir: join(home, 'run'), platform };
  if (remembered !== undefined) {
    mkdirSync(dirname(layoutOf(config).memoryFile), { recursive: true });
    writeFileSync(layoutOf(config).memoryFile, remembered);
  }
  const bindings = { schemaVersion: 1, deployment: PLAN.name, addresses };
  const deployment = { plan: PLAN, bindings, self: PLAN.nodes[0]! };
  return new Agent(config, deployment, new FilePlatform(platform), SECRETS, (event) => events.push(event));
}

function probe(path: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    get({ host, port: PLAN.ports.agent, path, agent: false }, (response) => { response.resume(); resolve(response.statusCode); })
      .on('error', () => resolve(undefined));
  });
}

test('alone it answers, is not ready, tells peers what it remembers, and refuses what it cannot do', async () => {
  agent = make(JSON.stringify(memory({ epoch: 6 })));
  await agent.start();
  expect(await until(async () => await probe('/live') === 503, 3000, 20)).toBe(true);
  expect([await probe('/ready'), await probe('/primary'), await probe('/status')]).toEqual([503, 503, 200]);
  expect(await askPeer({ host, port: PLAN.ports.agent }, key)).toMatchObject({ memory: memory({ epoch: 6 }), phase: 'waiting' });
  expect(await command({ host, port: PLAN.ports.agent }, key, 'handover', '')).toMatchObject({ ok: false, detail: 'node-1 is not the primary' });
});

test('stopped it answers nobody and does nothing more', async () => {
  agent = make(JSON.stringify(memory()));
  await agent.start();
  await until(() => probe('/live'), 3000, 20);
  await agent.stop();
  agent = undefined;
  expect(events.at(-1)).toBe('stopped');
  expect(await probe('/live')).toBeUndefined();
  const before = events.length;
  await new Promise((resolve) => { setTimeout(resolve, 400); });
  expect(events).toHaveLength(before);
});

test('a damaged memory: it does not start, and does not guess', async () => {
  await expect(make('{"deploymentId":').start()).rejects.toThrow('is damaged');
  expect(await probe('/live')).toBeUndefined();
});

test('halted it makes room for another one at once', async () => {
  agent = make(JSON.stringify(memory()));
  await agent.start();
  expect(await until(async () => await probe('/agent') === 200, 3000, 20)).toBe(true);
  await agent.halt();
  expect(events).not.toContain('stop-handover');
  agent = make(JSON.stringify(memory()));
  await agent.start();
  expect(await until(async () => await probe('/agent') === 200, 3000, 20)).toBe(true);
});
