import type { CommandResult } from '../../../lib/agent/command-result';
import type { Memory } from '../../../lib/agent/memory';
import type { RebuildOrder } from '../../../lib/agent/sentinel/rebuild-order';
import { FakeAgents } from '../../lib/agent/fake-agents';
import { demo, folder, invoked, type Invoked } from './invoked';

const files = folder();
const agents = new FakeAgents();
const addresses = agents.addresses(demo.nodes);
const orders: Record<string, RebuildOrder[]> = {};
const terminal = process.stdin.isTTY;

beforeAll(() => { files.file('agent', agents.password); });

beforeEach(() => {
  process.stdin.isTTY = false;
  Object.keys(orders).forEach((node) => delete orders[node]);
});

afterEach(async () => {
  process.stdin.isTTY = terminal;
  await agents.close();
});

afterAll(() => files.remove());

/** The agent of a node: its real endpoints, over a memory the test makes up. */
async function agent(node: string, memory: Partial<Memory> | undefined, answer: CommandResult = { ok: true, detail: 'taken' }): Promise<void> {
  await agents.start(node, addresses[node]!, {
    health: () => ({ status: 404, body: {} }),
    peerState: () => ({
      sentinelEpoch: 0, phase: 'waiting',
      ...(memory && {
        memory: {
          deploymentId: 'd', state: 'initialised', epoch: 4, role: 'replica', replicationId: 'r', offset: 500, lastGoodAt: 1_700_000_000_000,
          keys: 5, abdicating: false, ...memory,
        },
      }),
    }),
    commands: {
      rebuild: (order) => {
        (orders[node] ??= []).push(JSON.parse(order) as RebuildOrder);
        return Promise.resolve(answer);
      },
    },
  });
}

function promote(...words: string[]): Promise<Invoked> {
  return invoked('promote', files.file('demo.redis-ha.json', demo), '--evidence', '--secrets', files.file('.'),
    '--bindings', files.file('bindings.json', JSON.stringify({ schemaVersion: 1, deployment: demo.name, addresses })), ...words);
}

test('without --evidence nothing is looked at', async () => {
  await agent('node-1', {});
  expect(await invoked('promote', files.file('demo.redis-ha.json', demo), '--yes')).toMatchObject({
    code: 2, out: '', err: expect.stringContaining('--evidence'),
  });
  expect(orders).toEqual({});
});

test('nobody answers: no, and nothing is done, --yes or not', async () => {
  const { code, out } = await promote('--yes');
  expect(code).toBe(1);
  expect(out).toContain('no node that answers holds data: restore a backup');
  expect(out).toContain('warning: node-1, node-2, node-3 did not answer and may hold newer data');
});

test('agents that hold no data: no, and they are given no order', async () => {
  await agent('node-1', undefined);
  await agent('node-2', { state: 'forming' });
  const { code, out } = await promote('--yes', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ done: false, nodes: [{ hasData: false }, { hasData: false }, { reachable: false }] });
  expect(JSON.parse(out)).not.toHaveProperty('primary');
  expect(orders).toEqual({});
});

test('no terminal and no --yes: the proposal is shown and nothing is done', async () => {
  await agent('node-1', { epoch: 3, offset: 9000, role: 'primary' });
  await agent('node-2', { offset: 700 });
  await agent('node-3', { offset: 600 });
  const { code, out, err } = await promote();
  expect(code).toBe(1);
  expect(out).toContain('proposed: node-2 becomes primary at epoch 5');
  expect(err).toContain('nothing was done: give --yes to do it');
  expect(orders).toEqual({});
});

test('an answer that is not signed with the deployment\'s secret is no evidence', async () => {
  await agent('node-1', {});
  files.file('agent', 'another');
  try {
    expect(await promote('--yes')).toMatchObject({ code: 1, out: expect.stringContaining('no node that answers holds data') });
  } finally {
    files.file('agent', agents.password);
  }
  expect(orders).toEqual({});
});

test('--json without --yes says what would be done, in the shape scripts read', async () => {
  await agent('node-1', {});
  await agent('node-2', { role: 'primary', offset: 400 });
  const { code, out } = await promote('--json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toEqual({
    nodes: [
      { node: 'node-1', reachable: true, hasData: true, role: 'replica', epoch: 4, offset: 500, keys: 5, lastGood: '2023-11-14T22:13:20.000Z' },
      { node: 'node-2', reachable: true, hasData: true, role: 'primary', epoch: 4, offset: 400, keys: 5, lastGood: '2023-11-14T22:13:20.000Z' },
      { node: 'node-3', reachable: false, hasData: false, role: 'none', epoch: -1, offset: 0, keys: 0, lastGood: '' },
    ],
    newest: 'node-2', epoch: 5, primary: 'node-2', done: false,
    warnings: ['node-3 did not answer and may hold newer data, which would be lost'],
  });
  expect(orders).toEqual({});
});

test('--yes: one order to every agent that answered, above every epoch; their answers decide the exit code', async () => {
  await agent('node-1', {});
  await agent('node-2', { offset: 700 });
  const { code, out } = await promote('--yes', '--json');
  expect(code).toBe(0);
  const { order, answers, done, primary } = JSON.parse(out);
  expect({ done, primary, answers }).toEqual({
    done: true, primary: 'node-2', answers: [{ node: 'node-1', ok: true, detail: 'taken' }, { node: 'node-2', ok: true, detail: 'taken' }],
  });
  expect(order).toMatchObject({ primary: 'node-2', epoch: 5 });
  expect(orders).toEqual({ 'node-1': [order], 'node-2': [order] });
});

test('one that refuses is named, and the exit code is no', async () => {
  await agent('node-1', {});
  await agent('node-2', {}, { ok: false, detail: 'a Sentinel majority is there' });
  expect(await promote('--yes')).toMatchObject({ code: 1, out: expect.stringContaining('node-2: refused: a Sentinel majority is there') });
});

test('--to an older node: a warning names what is older, and it is done all the same', async () => {
  await agent('node-1', { epoch: 3, offset: 200, keys: 2 });
  await agent('node-2', {});
  await agent('node-3', { offset: 499 });
  const { code, out } = await promote('--to', 'node-1', '--yes');
  expect(out).toContain('warning: node-1 is older than node-2: epoch 3, not 4, offset 200, not 500, 2 keys, not 5');
  expect(code).toBe(0);
  expect(orders['node-3']).toMatchObject([{ primary: 'node-1', epoch: 5 }]);
  expect(JSON.parse((await promote('--to', 'node-1', '--json')).out).warnings).toEqual([expect.stringContaining('node-1 is older than node-2')]);
});

test('--to a node as new as the newest: no warning', async () => {
  await Promise.all(['node-1', 'node-2', 'node-3'].map((node) => agent(node, {})));
  expect((await promote('--to', 'node-3')).out).not.toContain('warning');
});

test.each(['node-3', 'node-9'])('--to %s, which holds nothing: bad input, with those that do', async (to) => {
  await agent('node-1', {});
  await agent('node-2', {});
  await agent('node-3', undefined);
  expect(await promote('--to', to, '--yes')).toMatchObject({ code: 2, err: expect.stringMatching(/--to: .*use one of node-1, node-2/) });
  expect(orders).toEqual({});
});
