import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Agent } from '../../../lib/agent/agent';
import { agentKey } from '../../../lib/agent/authenticity';
import { PlanKeeper } from '../../../lib/agent/bring-to-plan';
import { command } from '../../../lib/agent/client';
import type { CommandResult } from '../../../lib/agent/command-result';
import { Observer } from '../../../lib/agent/observe/observer';
import { FilePlatform } from '../../../lib/agent/platform/file';
import { SentinelMover } from '../../../lib/agent/sentinel/sentinel-mover';
import type { Situation } from '../../../lib/agent/situation';
import { FENCE, layoutOf } from '../../../lib/config';
import { sleep, until } from '../../../lib/drill/clock';
import { LoopbackNetwork } from '../../../lib/lab/network/loopback';
import { RedisLink } from '../../../lib/redis';
import { PLAN, SECRETS } from '../config/real-server';
import { linked, memory, primary, situation, view } from './situations';

const home = mkdtempSync(join(tmpdir(), 'redis-ha-agent-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Some ticks of the agent. */
const TICKS_MS = 600;
const FENCED = `CONFIG SET min-replicas-to-write ${FENCE}`;
let changes: string[];
/** What the agent sees; a primary that is eligible, which it would change if it were its turn. */
let sees: Partial<Situation>;
let moving: boolean;
let end: (result: CommandResult) => void;
let again: () => Promise<unknown>;
let order: Promise<unknown>;
let agent: Agent;

/** A primary whose agent is in the middle of a handover that goes on until `end`. */
beforeEach(async () => {
  changes = [];
  moving = false;
  end = () => undefined;
  sees = { redis: primary({ priority: 100 }), view: view('node-1') };
  jest.spyOn(RedisLink.prototype, 'call').mockImplementation(async (...words) => {
    if (/^(CONFIG SET|REPLICAOF|CLIENT)/.test(words.join(' '))) {
      changes.push(words.join(' '));
    }
    return 'OK';
  });
  jest.spyOn(PlanKeeper.prototype, 'look').mockReturnValue();
  jest.spyOn(Observer.prototype, 'look').mockImplementation(async (doing) => situation({ ...doing, ...sees }));
  jest.spyOn(SentinelMover.prototype, 'handOver').mockImplementation(() => {
    moving = true;
    return new Promise((resolve) => { end = resolve; });
  });
  const network = await LoopbackNetwork.open([PLAN.ports.agent]);
  const addresses = Object.fromEntries(PLAN.nodes.map(({ name }, index) => [name, network.address(index)]));
  const platform = { kind: 'file' as const, secretsDir: home, outsideDir: join(home, 'outside') };
  const config = { node: 'node-1', planFile: '', bindingsFile: '', dataDir: join(home, 'data'), runDir: join(home, 'run'), platform };
  mkdirSync(dirname(layoutOf(config).memoryFile), { recursive: true });
  writeFileSync(layoutOf(config).memoryFile, JSON.stringify(memory({ role: 'primary' })));
  const deployment = { plan: PLAN, bindings: { schemaVersion: 1, deployment: PLAN.name, addresses }, self: PLAN.nodes[0]! };
  agent = new Agent(config, deployment, new FilePlatform(platform), SECRETS, () => undefined);
  await agent.start();
  // Its first look is over when it has acted on it.
  await until(() => changes.length > 0, 3000, 20);
  changes = [];
  again = () => command({ host: addresses['node-1']!, port: PLAN.ports.agent }, agentKey(SECRETS.agent!), 'handover', '');
  order = again();
  await until(() => moving, 3000, 20);
});

afterEach(async () => {
  // An agent that stops while it serves hands over once more.
  jest.spyOn(SentinelMover.prototype, 'handOver').mockResolvedValue({ ok: false, detail: 'nobody' });
  end({ ok: false, detail: 'ended' });
  await order;
  await agent.stop();
  jest.restoreAllMocks();
});

test('a handover owns everything as long as this node is named', async () => {
  await sleep(TICKS_MS);
  expect(changes).toEqual([]);
});

test('R7: cut off while a handover runs it is fenced all the same, and nothing else is touched', async () => {
  sees = { ...sees, view: view(undefined), now: 1_060_000 };
  expect(await until(() => changes.includes(FENCED), 3000, 20)).toBe(true);
  await sleep(TICKS_MS);
  expect(new Set(changes)).toEqual(new Set([FENCED]));
});

test('R7: replaced while a handover runs it is fenced, and follows when that has ended', async () => {
  sees = { ...sees, view: view('node-2', 4) };
  expect(await until(() => changes.includes(FENCED), 3000, 20)).toBe(true);
  await sleep(TICKS_MS);
  expect(new Set(changes)).toEqual(new Set([FENCED]));
  end({ ok: false, detail: 'ended' });
  expect(await until(() => changes.some((change) => change.startsWith('REPLICAOF')), 3000, 20)).toBe(true);
});

test('asked again before what came of it has been looked at, it does not begin another', async () => {
  const looks: (() => void)[] = [];
  jest.spyOn(Observer.prototype, 'look').mockImplementation(async (doing) => {
    await new Promise<void>((resolve) => { looks.push(resolve); });
    return situation({ ...doing, ...sees, redis: linked('node-2') });
  });
  expect(await until(() => looks.length === 1, 3000, 20)).toBe(true);
  end({ ok: true, to: 'node-2', detail: 'handed over' });
  await order;
  moving = false;
  expect(await again()).toMatchObject({ ok: false, detail: 'a handover is already under way' });
  jest.spyOn(Observer.prototype, 'look').mockImplementation(async (doing) => situation({ ...doing, ...sees, redis: linked('node-2') }));
  looks.forEach((goOn) => goOn());
  expect(await until(async () => (await again() as CommandResult).detail === 'node-1 is not the primary', 3000, 20)).toBe(true);
  expect(moving).toBe(false);
});
