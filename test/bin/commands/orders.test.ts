import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answersText, orderAll } from '../../../bin/commands/orders';
import { agentKey } from '../../../lib/agent/authenticity';
import type { CommandResult } from '../../../lib/agent/command-result';
import { startServer } from '../../../lib/agent/server';
import { plan as planOf, type DeploymentPlan } from '../../../lib/plan';
import { demoSpec } from '../../lib/plan/specs';

const PASSWORD = 'only-for-this-test';
const subnet = `127.${randomInt(10, 250)}.${randomInt(0, 256)}`;
const reach = { addresses: { 'node-1': `${subnet}.1`, 'node-2': `${subnet}.2`, 'node-3': `${subnet}.3` }, password: PASSWORD };
let plan: DeploymentPlan;
const servers: Server[] = [];
let ordered: string[] = [];

beforeEach(async () => {
  ordered = [];
  const probe = createServer().listen(0, `${subnet}.1`);
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  const made = planOf(demoSpec());
  plan = { ...made, ports: { ...made.ports, agent: port } };
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  })));
});

async function agent(node: 'node-1' | 'node-2', answer: () => Promise<CommandResult>): Promise<void> {
  servers.push(await startServer({
    host: reach.addresses[node], port: plan.ports.agent, key: agentKey(PASSWORD), node,
    health: () => ({ status: 200, body: {} }), peerState: () => { throw new Error('nobody asks for it'); },
    commands: { pause: (word) => {
      ordered.push(`${node} ${word}`);
      return answer();
    } },
  }));
}

test('every node is told the same; one that refuses or is silent has refused, and the order of answers is that of the nodes', async () => {
  await agent('node-1', () => Promise.resolve({ ok: true, detail: 'paused' }));
  await agent('node-2', () => Promise.resolve({ ok: false, detail: 'a handover is under way' }));
  const answers = await orderAll(plan, reach, ['node-3', 'node-2', 'node-1'], 'pause', '1234');
  expect(ordered.sort()).toEqual(['node-1 1234', 'node-2 1234']);
  expect(answers).toEqual([
    { node: 'node-3', ok: false, detail: expect.stringContaining('ECONNREFUSED') },
    { node: 'node-2', ok: false, detail: 'a handover is under way' },
    { node: 'node-1', ok: true, detail: 'paused' },
  ]);
  expect(answersText(answers).split('\n').slice(1)).toEqual(['node-2: refused: a handover is under way', 'node-1: paused']);
});

test('all at once: none waits for another', async () => {
  let arrived = 0;
  let release: () => void;
  const both = new Promise<void>((resolve) => { release = resolve; });
  const waits = async (): Promise<CommandResult> => {
    arrived += 1;
    if (arrived === 2) {
      release();
    }
    await both;
    return { ok: true, detail: '' };
  };
  await agent('node-1', waits);
  await agent('node-2', waits);
  expect((await orderAll(plan, reach, ['node-1', 'node-2'], 'pause', '')).map(({ ok }) => ok)).toEqual([true, true]);
});

test('an order signed with another password is not taken', async () => {
  await agent('node-1', () => Promise.resolve({ ok: true, detail: 'paused' }));
  const [answer] = await orderAll(plan, { ...reach, password: 'guessed' }, ['node-1'], 'pause', '');
  expect(answer).toMatchObject({ ok: false, detail: expect.stringContaining('not authorized') });
  expect(ordered).toEqual([]);
});
