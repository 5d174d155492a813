import type { PeerState } from '../../../lib/agent/situation';
import { WitnessServer } from '../../../lib/lab/regions/witness-server';
import { allNodes, regionOf, type DeploymentPlan } from '../../../lib/plan';
import { firstRecord, HttpWitness, parseRecord, type RegionRecord } from '../../../lib/region';
import { FakeAgents } from '../../lib/agent/fake-agents';
import { linked, memory, peer, primary } from '../../lib/agent/situations';
import { twoRegions } from '../../lib/region/promotion/fake-regions';
import { demo, folder, invoked, type Invoked } from './invoked';

const files = folder();
const fakes = new FakeAgents();
/** The witness is at an address that no node has. */
const WITNESS = fakes.address(200);
const terminal = process.stdin.isTTY;
let plan: DeploymentPlan;
let witness: WitnessServer;
let witnessUrl: string;
let known: Record<string, RegionRecord>;

beforeEach(async () => {
  process.stdin.isTTY = false;
  files.file('agent', fakes.password);
  plan = twoRegions();
  witness = await WitnessServer.open(files.file(`witness-${Date.now()}`), WITNESS);
  witnessUrl = witness.url;
  const first = firstRecord(plan.name, 'region-1', '', 'test');
  await records().create(first);
  known = Object.fromEntries(allNodes(plan).map(({ name }) => [name, first]));
});

afterEach(async () => {
  process.stdin.isTTY = terminal;
  await witness.close().catch(() => undefined);
  await fakes.close();
});

afterAll(() => files.remove());

const records = (): HttpWitness => new HttpWitness({ url: witnessUrl, deployment: plan.name });

/** Agents with their real endpoints that keep the rules, all but those. */
async function agents(without: string[] = []): Promise<void> {
  for (const { name } of allNodes(plan).filter((node) => !without.includes(node.name))) {
    const leads = (): boolean => name === (known[name]!.active === 'region-1' ? 'node-1' : known[name]!.primaries?.[1]);
    const stopped = (): boolean => known[name]!.moving !== undefined || known[name]!.active !== regionOf(plan, name);
    const state = (): PeerState => peer({
      memory: memory({ role: leads() ? 'primary' : 'replica' }), redis: leads() ? primary() : linked('node-1'), region: known[name],
      ...(stopped() ? { fence: { epoch: known[name]!.epoch, confirmed: true, offset: 200 } } : {}),
    });
    await fakes.start(name, fakes.addresses(allNodes(plan))[name]!, {
      peerState: state,
      health: () => ({ status: leads() && !stopped() ? 200 : 503, body: {} }),
      commands: {
        'region-record': async (text) => {
          known[name] = parseRecord(text, plan.name);
          return { ok: true, detail: '' };
        },
      },
    });
  }
}

function region(verb: string, words: string[] = [], flags: string[] = []): Promise<Invoked> {
  const addresses = fakes.addresses(allNodes(plan));
  return invoked('region', verb, files.file('demo.redis-ha.json', plan), ...words, '--secrets', files.file('.'),
    '--bindings', files.file('bindings.json', JSON.stringify({ schemaVersion: 1, deployment: plan.name, addresses })),
    '--witness', witnessUrl, ...flags);
}

test('dry run shows every step and changes nothing; so does a promotion nobody agreed to', async () => {
  await agents();
  const { code, out } = await region('promote', ['region-2'], ['--dry-run']);
  expect(code).toBe(0);
  expect(out).toMatch(/ 1\. Look at both regions[^]*node-1 leads, r2-node-1 would take over[^]* 9\. Tell region-1/);
  expect(await region('promote', ['region-2'])).toMatchObject({ code: 1, err: expect.stringContaining('give --yes') });
  expect(await region('promote', ['region-2'], ['--json'])).toMatchObject({ code: 1, out: expect.stringContaining('"done": false') });
  expect(await records().read(2)).toBeUndefined();
});

test('promotes, tells how it goes, reports what was lost, and shows it in status; and back again', async () => {
  await agents();
  expect(await region('status')).toMatchObject({ code: 0, out: expect.stringMatching(/region-1 is active since record 1 [^]*r2-node-3/) });
  const { code, out, err } = await region('promote', ['region-2'], ['--yes']);
  expect(out).toContain('demo: region-2 promoted, planned (record 3)');
  expect(out).toContain('node-1 stopped at 200: 0 bytes beyond');
  expect(err).toMatch(/1\/9 Look at both regions[^]*9\/9 Tell region-1/);
  expect(code).toBe(0);
  expect(await region('status')).toMatchObject({ code: 0, out: expect.stringContaining('region-2 is active since record 3') });
  const json = await region('promote', ['region-2'], ['--yes', '--json']);
  expect(JSON.parse(json.out)).toMatchObject({ done: true, already: true, serves: true });
});

test('the old region is gone: what nobody knows is said so', async () => {
  await agents(['node-1', 'node-2', 'node-3']);
  const change = plan.regionChange!;
  plan = { ...plan, regionChange: { ...change, promise: { ...change.promise, oldRegionStopsSeconds: 0.5 } } };
  const { code, out } = await region('promote', ['region-2'], ['--yes']);
  expect(out).toMatch(/promoted, unplanned[^]*region-1 was not heard of: what it had beyond is unknown/);
  expect(code).toBe(0);
});

test('a refusal is an answer: what stands against it and what to do', async () => {
  await agents(['r2-node-1', 'r2-node-2', 'r2-node-3']);
  const { code, out } = await region('promote', ['region-2'], ['--yes']);
  expect(code).toBe(1);
  expect(out).toMatch(/refused: 0 of 3 data nodes of region-2 answer, 2 have to.*: bring nodes of region-2 back/);
  expect(await records().read(2)).toBeUndefined();
});

test('abort gives the writes back, and says when there is nothing to take back', async () => {
  await agents();
  expect(await region('abort')).toMatchObject({ code: 0, out: expect.stringContaining('nothing to take back: region-1 is active (record 1)') });
  const first = known['node-1']!;
  await records().create({ ...first, epoch: 2, moving: { to: 'region-2' } });
  expect(await region('status')).toMatchObject({ code: 1, out: expect.stringContaining('moving to region-2: nobody takes writes') });
  expect(await region('abort')).toMatchObject({ code: 0, out: expect.stringContaining('region-1 is back in charge (record 3); 6 agents know it') });
  expect(known['r2-node-2']).toMatchObject({ epoch: 3, active: 'region-1' });
});

test('a witness that was emptied: status says so, and the records are put back', async () => {
  await agents();
  known = Object.fromEntries(Object.entries(known).map(([name, record]) => [name, { ...record, epoch: 3 }]));
  await witness.close();
  witness = await WitnessServer.open(files.file(`witness-${Date.now()}`), WITNESS);
  witnessUrl = witness.url;
  expect(await region('status')).toMatchObject({ code: 0, out: expect.stringMatching(/the witness does not have record 3: it was emptied[^]*put-back/) });
  expect(await region('put-back')).toMatchObject({ code: 0, out: expect.stringContaining('put back: region-1 is active (record 4); 6 agents know it') });
  expect(await region('put-back')).toMatchObject({ code: 0, out: expect.stringContaining('nothing to put back: region-1 is active (record 4)') });
  expect((await region('status')).out).not.toContain('emptied');
});

test('status without the witness shows what the nodes know', async () => {
  await agents();
  await witness.close();
  expect(await region('status')).toMatchObject({ out: expect.stringMatching(/region-1 is active since record 1[^]*the witness does not answer/) });
});

test.each<[string[], RegExp]>([
  [['promote', 'PLAN', 'region-9', '--yes', ...reach()], /region: demo has no region "region-9"; use one of region-1, region-2/],
  [['promote', 'PLAN', 'region-2', '--force', ...reach()], /--evidence: missing; with --force, say how you know/],
  [['put-back', 'PLAN', '--force', ...reach()], /--evidence: missing; with --force, say how you know/],
  [['promote', 'PLAN', 'region-2', '--evidence', 'x', ...reach()], /--evidence: given without --force/],
  [['promote', 'PLAN', 'region-2', '--catch-up', '5', ...reach()], /--catch-up: got "5"/],
  [['status', 'ONE', ...reach()], /<plan>: demo has one region/],
  [['status', 'PLAN', ...reach().slice(0, 4)], /--witness: missing; name the URL that the nodes have/],
  [['status', 'PLAN', ...reach().slice(0, 4), '--witness', 'bucket'], /--witness: got "bucket"/],
  [['status', 'PLAN', '--bindings', 'HOME', '--secrets', 'SECRETS', '--witness', 'http://127.0.0.1:1'], /--bindings: no address for r2-node-1, r2-node-2, r2-node-3/],
  [['status', 'PLAN'], /no lab of demo runs here/],
  [['runbook', 'ONE'], /<plan>: demo has one region/],
  [['runbook', 'PLAN', '--target', 'x'], /--target: demo has no region "x"/],
  [['runbook', 'PLAN', '--format', 'pdf'], /--format: got "pdf"; use markdown or ssm/],
])('%j: bad input names the flag and the fix', async (words, message) => {
  const addresses = (some: { name: string }[]): string => JSON.stringify({ addresses: fakes.addresses(some) });
  const given: Record<string, string> = {
    PLAN: files.file('plan.redis-ha.json', plan), ONE: files.file('one.redis-ha.json', demo), SECRETS: files.file('.'),
    ALL: files.file('all.json', addresses(allNodes(plan))), HOME: files.file('home.json', addresses(plan.nodes)),
  };
  const { code, err } = await invoked('region', ...words.map((word) => given[word] ?? word));
  expect(err).toMatch(message);
  expect(code).toBe(2);
});

/** Options that are all well. */
function reach(): string[] {
  return ['--bindings', 'ALL', '--secrets', 'SECRETS', '--witness', 'http://127.0.0.1:1'];
}

test('the runbook as Markdown and as a document, to a file too', async () => {
  const file = files.file('plan.redis-ha.json', plan);
  expect((await invoked('region', 'runbook', file)).out).toContain('# demo: put region-2 in charge');
  const document = JSON.parse((await invoked('region', 'runbook', file, '--format', 'ssm', '--target', 'region-1')).out);
  expect(document).toMatchObject({ schemaVersion: '0.3', parameters: { TargetRegion: { default: 'region-1' } } });
  const out = files.file('runbook.md');
  expect(await invoked('region', 'runbook', file, '--out', out)).toMatchObject({ code: 0, out: '' });
});
