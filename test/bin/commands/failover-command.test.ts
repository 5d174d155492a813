import type { CommandResult } from '../../../lib/agent/command-result';
import type { PeerState } from '../../../lib/agent/situation';
import { Engine, Topology } from '../../../lib/model';
import { plan as planOf, type DeploymentPlan } from '../../../lib/plan';
import { FakeAgents } from '../../lib/agent/fake-agents';
import { linked, memory, peer, primary } from '../../lib/agent/situations';
import { folder, invoked, type Invoked } from './invoked';

const files = folder();
const agents = new FakeAgents();
const base = { name: 'demo', engine: Engine.REDIS_7_0, objectives: { rpoSeconds: 5, rtoSeconds: 30 }, failureDomains: 3 };
const terminal = process.stdin.isTTY;
let plan: DeploymentPlan;
let orders: string[] = [];

const using = (topology: Topology): void => { plan = planOf({ ...base, topology }); };

beforeAll(() => { files.file('agent', agents.password); });

beforeEach(() => {
  process.stdin.isTTY = false;
  orders = [];
  using(Topology.replication({ replicas: 2 }));
});

afterEach(async () => {
  process.stdin.isTTY = terminal;
  await agents.close();
});

afterAll(() => files.remove());

/** The agent of a node: its real endpoints, over what the test makes up. It is open for writes once it was named. */
async function agent(node: string, state: PeerState, answers: Record<string, CommandResult> = {}): Promise<void> {
  const take = (verb: string) => (word: string): Promise<CommandResult> => {
    orders.push(`${node} ${verb} ${word}`.trim());
    return Promise.resolve(answers[verb] ?? { ok: false, detail: `no ${verb} here` });
  };
  await agents.start(node, agents.addresses(plan.nodes)[node]!, {
    health: () => ({ status: 200, body: {} }), peerState: () => state, commands: { handover: take('handover'), failover: take('failover') },
  });
}

const knows = (over: Partial<PeerState> = {}): PeerState =>
  peer({ role: { marker: { primary: 'node-1', epoch: 3, changedAt: '', by: '' } }, redis: linked('node-1', { linkUp: false, replicationId: 'r' }), ...over });
const leads = (): PeerState => knows({ redis: primary(), memory: memory({ role: 'primary' }) });

function failover(...words: string[]): Promise<Invoked> {
  const addresses = agents.addresses(plan.nodes);
  return invoked('failover', files.file('demo.redis-ha.json', plan), '--secrets', files.file('.'),
    '--bindings', files.file('bindings.json', JSON.stringify({ schemaVersion: 1, deployment: plan.name, addresses })), ...words);
}

test('nobody answers, or nobody knows a primary: no, and nothing is done', async () => {
  expect(await failover('--yes')).toMatchObject({ code: 1, out: expect.stringContaining('no agent answers') });
  await agent('node-2', peer({ memory: undefined }));
  expect(await failover('--yes', '--force')).toMatchObject({ code: 1, out: expect.stringContaining('no agent knows a primary') });
  expect(orders).toEqual([]);
});

test('--to a node the plan has not: bad input that names those it has', async () => {
  expect(await failover('--to', 'node-9')).toMatchObject({ code: 2, err: expect.stringMatching(/--to: .*use one of node-1, node-2, node-3/) });
});

test('a primary that lives hands over, unasked', async () => {
  await agent('node-1', leads(), { handover: { ok: true, to: 'node-3', detail: 'handed over' } });
  expect(await failover('--to', 'node-3')).toMatchObject({ code: 0, out: expect.stringContaining('handed over') });
  expect(orders).toEqual(['node-1 handover node-3']);
});

test('the wanted node is primary already: nothing to do', async () => {
  await agent('node-1', leads());
  expect(await failover('--to', 'node-1')).toMatchObject({ code: 0, out: expect.stringContaining('node-1 is primary already') });
  expect(orders).toEqual([]);
});

test('a handover that fails stays a no; by force another is named after all', async () => {
  await agent('node-1', leads(), { handover: { ok: false, detail: 'node-2 is behind' } });
  await agent('node-2', knows(), { failover: { ok: true, to: 'node-2', detail: 'named' } });
  expect(await failover('--yes')).toMatchObject({ code: 1, out: expect.stringContaining('node-2 is behind') });
  expect(orders).toEqual(['node-1 handover']);
  expect(await failover('--yes', '--force')).toMatchObject({ code: 0, out: expect.stringContaining('node-2 is primary and took writes') });
  expect(orders.at(-1)).toBe('node-2 failover {"force":true}');
});

test('a dead primary, no terminal and no --yes: the evidence is shown and nothing is done', async () => {
  await agent('node-2', knows());
  const { code, out, err } = await failover();
  expect(code).toBe(1);
  expect(out).toContain('proposed: node-2 becomes primary');
  expect(out).toMatch(/node-3 did not answer and may hold newer data/);
  expect(out).toContain('a node-1 without an agent that is also cut off from here does not fence itself');
  expect(err).toContain('give --yes');
  expect(orders).toEqual([]);
});

test('a dead primary and --yes: the one with the newest data is told, once', async () => {
  await agent('node-2', knows({ memory: memory({ offset: 100 }) }));
  await agent('node-3', knows({ memory: memory({ offset: 300 }), redis: linked('node-1', { linkUp: false, replicationId: 'r', offset: 300 }) }),
    { failover: { ok: true, to: 'node-3', detail: 'named' } });
  const { code, out } = await failover('--yes', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ primary: 'node-1', node: 'node-3', ok: true, to: 'node-3', nodes: [{ reachable: false }, { offset: 100 }, { offset: 300 }] });
  expect(orders).toEqual(['node-3 failover {"force":false}']);
});

test('what the agent refuses is the answer', async () => {
  await agent('node-2', knows(), { failover: { ok: false, detail: 'node-1 answers and its writes cannot be stopped' } });
  expect(await failover('--yes', '--force')).toMatchObject({ code: 1, out: expect.stringContaining('cannot be stopped') });
});

test('a store that was emptied while agents were down: the data says who was primary, and the order is given by force', async () => {
  await agent('node-2', peer({ memory: memory({ epoch: 7 }) }), { failover: { ok: true, to: 'node-2', detail: 'named' } });
  await agent('node-3', peer({ memory: memory({ epoch: 7, offset: 1 }) }));
  expect(await failover('--yes', '--force')).toMatchObject({ code: 0, out: expect.stringContaining('node-2 is primary') });
  expect(orders).toEqual(['node-2 failover {"force":true}']);
});

test('elsewhere nobody is named by hand', async () => {
  using(Topology.sentinel());
  await agent('node-1', peer({ redis: undefined, memory: memory({ role: 'primary' }) }));
  expect((await failover('--yes', '--force')).code).toBe(1);
  using(Topology.cluster());
  expect(await failover('--yes')).toMatchObject({ code: 2, err: expect.stringContaining('it also says which shard') });
  expect(orders).toEqual([]);
});
