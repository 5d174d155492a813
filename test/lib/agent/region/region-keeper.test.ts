import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ballast } from '../../../../lib/agent/ballast';
import type { Desired } from '../../../../lib/agent/desired';
import type { Links } from '../../../../lib/agent/links';
import { PeerWatch } from '../../../../lib/agent/observe/peers';
import { RegionKeeper } from '../../../../lib/agent/region/region-keeper';
import { Standing } from '../../../../lib/agent/region/standing';
import { FENCE, type NodeConfig } from '../../../../lib/config';
import { until } from '../../../../lib/drill/clock';
import { WitnessServer } from '../../../../lib/lab/regions/witness-server';
import { allNodes, type DeploymentPlan } from '../../../../lib/plan';
import { HttpWitness, recordText } from '../../../../lib/region';
import { FakeAgents } from '../fake-agents';
import { FakeLink } from '../fake-link';
import { linked, memory, primary } from '../situations';
import { twoRegions } from '../../region/promotion/fake-regions';
import { FIRST, leading, MOVING, PROMOTED, region, standby, upstream } from './region-situations';

const PLAN = twoRegions();
let agents: FakeAgents;
let folder: string;
let witness: WitnessServer;
let keeper: RegionKeeper | undefined;
let redis: Map<string, FakeLink>;
let log: { event: string; bytes?: unknown; follows?: unknown }[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redis-ha-keeper-'));
  [agents, redis, log] = [new FakeAgents(), new Map(), []];
  witness = await WitnessServer.open(join(folder, 'witness'), '127.0.0.1');
});
afterEach(async () => {
  keeper?.stop();
  await agents.close();
  await witness.close();
  rmSync(folder, { recursive: true, force: true });
});

const records = (): HttpWitness => new HttpWitness({ url: witness.url, deployment: 'demo' });
const comes = async (what: () => boolean): Promise<boolean> => (await until(async () => what(), 5000, 10)) === true;
const serving: Desired = { phase: 'serving', reason: '' };

function of(plan: DeploymentPlan): RegionKeeper | undefined {
  const config: NodeConfig = {
    node: 'node-1', planFile: '', bindingsFile: '', dataDir: join(folder, 'data'), runDir: join(folder, 'run'),
    platform: { kind: 'file', secretsDir: '', outsideDir: '' }, witness: { url: witness.url },
  };
  const addresses = agents.addresses(allNodes(PLAN));
  keeper = RegionKeeper.of({
    config, deployment: { plan, bindings: { schemaVersion: 1, deployment: 'demo', addresses }, self: plan.nodes[0]! },
    platform: { claimRole: jest.fn(), readRole: jest.fn() }, peers: new PeerWatch([], undefined, agents.key), key: agents.key,
    links: { network: { local: addresses['node-1'] }, redis } as unknown as Links,
    ballast: new Ballast(join(folder, 'ballast'), 0), log: (event, facts = {}) => log.push({ event, ...facts }),
  });
  return keeper;
}

async function begin(): Promise<RegionKeeper> {
  const it = of(PLAN)!;
  await it.start(() => undefined);
  return it;
}

test('in a plan with one region there is nothing to keep', () => {
  expect(of({ ...PLAN, regionChange: undefined })).toBeUndefined();
});

test('leave to write comes from the witness, and what the other region says is part of what is decided on', async () => {
  await records().create(FIRST);
  await agents.start('r2-node-2', agents.address(4), { health: () => ({ status: 200, body: {} }), peerState: () => upstream(), commands: {} });
  const it = await begin();
  expect(await comes(() => it.mayWrite)).toBe(true);
  expect(it.told()).toMatchObject({ region: FIRST, regionName: 'region-1' });
  expect(await comes(() => it.facts().remote!['r2-node-2'] !== undefined)).toBe(true);
  expect(Object.keys(it.facts().remote!)).toEqual(['r2-node-2']);
});

test('a newer record that only an agent of the other region knows ends it', async () => {
  await records().create(FIRST);
  const it = await begin();
  expect(await comes(() => it.mayWrite)).toBe(true);
  await agents.start('r2-node-2', agents.address(4), { health: () => ({ status: 200, body: {} }), peerState: () => upstream({ region: PROMOTED }), commands: {} });
  expect(await comes(() => it.facts().region!.standing === Standing.STANDBY)).toBe(true);
  expect(it.mayWrite).toBe(false);
});

test('an order gives it a record, and a fence that was seen before the offset is told', async () => {
  await records().create(FIRST);
  const it = await begin();
  expect(await comes(() => it.mayWrite)).toBe(true);
  expect(await it.commands['region-record']!(recordText(MOVING))).toEqual({ ok: true, detail: 'region record 2 is known' });
  const closed = leading({ region: it.facts().region, redis: primary({ minReplicas: FENCE, offset: 300 }) });
  await it.look(closed, serving);
  expect(it.told().fence).toMatchObject({ epoch: 2, confirmed: false });
  await it.look(closed, serving);
  expect(it.told()).toMatchObject({ region: MOVING, fence: { epoch: 2, confirmed: true, offset: 300 } });
});

test('the first record is created by who declares it, once, and it may write from then on', async () => {
  const it = await begin();
  const forming = leading({ region: region({ standing: Standing.UNDECLARED, record: undefined }) });
  await Promise.all([1, 2, 3].map(() => it.look(forming, { ...serving, declareRegion: true })));
  expect(await comes(() => it.mayWrite)).toBe(true);
  expect(await records().read(1)).toMatchObject({ active: 'region-1', deployment: 'demo', by: 'formed by node-1' });
  expect(log.filter(({ event }) => event === 'region-record')).toHaveLength(1);
});

test('what is discarded is said once for each change of the region', async () => {
  redis.set('r2-node-1', new FakeLink(() => 'role:master\r\nmaster_replid:new\r\nmaster_replid2:mine\r\nsecond_repl_offset:181\r\n'));
  const it = await begin();
  const replaced = leading({
    region: region({ standing: Standing.STANDBY, record: PROMOTED }), redis: primary({ replicationId: 'mine', offset: 200 }), memory: memory({ role: 'primary' }),
  });
  await it.look(replaced, { ...serving, discards: 'r2-node-1' });
  await it.look(replaced, { ...serving, discards: 'r2-node-1' });
  const told = (): typeof log => log.filter(({ event }) => event === 'region-discarded');
  expect(told()).toEqual([expect.objectContaining({ bytes: 20, follows: 'r2-node-1' })]);
  await it.look({ ...replaced, region: { ...replaced.region!, record: { ...PROMOTED, epoch: 5 } } }, { ...serving, discards: 'r2-node-1' });
  expect(told()).toHaveLength(2);
});

test('a standby tells how far it is behind', async () => {
  const it = await begin();
  await it.look(standby({ redis: linked('node-1', { offset: 850 }) }), serving);
  expect(it.told().lag).toEqual({ seconds: 0, bytes: 50 });
});

test('the record outlives this agent, also when the witness knows nothing of it', async () => {
  await records().create(FIRST);
  const it = await begin();
  expect(await comes(() => it.mayWrite)).toBe(true);
  // It may write before its volume has the record: the witness has said so.
  expect(await comes(() => existsSync(join(folder, 'data', 'agent', 'region.json')))).toBe(true);
  it.stop();
  await witness.close();
  witness = await WitnessServer.open(join(folder, 'another'), '127.0.0.1');
  expect((await begin()).told().region).toEqual(FIRST);
});
