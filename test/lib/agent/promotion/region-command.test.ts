import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Platform } from '../../../../lib/agent/platform/platform';
import { regionCommand, regionStep } from '../../../../lib/agent/promotion/region-command';
import { WitnessServer } from '../../../../lib/lab/regions/witness-server';
import { allNodes } from '../../../../lib/plan';
import { firstRecord, HttpWitness } from '../../../../lib/region';
import { stepsOf } from '../../../../lib/region/promotion';
import { FakeRegions, twoRegions } from '../../region/promotion/fake-regions';
import { peer, primary } from '../situations';
import { FakeAgents } from '../fake-agents';

const OTHER = 'region-2';
let world: FakeRegions;

beforeEach(() => {
  world = new FakeRegions(twoRegions());
  world.pass(1000);
});
afterEach(() => jest.restoreAllMocks());

const step = (name: string | undefined, words = {}): Promise<string> => regionStep(name, OTHER, world.port(), { by: 'runbook 1', ...words });

test('status and dry run change nothing', async () => {
  expect(JSON.parse(await step('status'))).toMatchObject({ record: { epoch: 1, active: 'region-1' } });
  expect(await step('dry-run')).toMatch(/^1\. Look at both regions[^]*Tell region-1/);
  world.lose(OTHER);
  expect(await step('dry-run')).toContain('would be refused: 0 of 3 data nodes of region-2 answer');
  expect(world.records.size).toBe(1);
});

test('the steps one by one, each as a process of its own, promote as one command does', async () => {
  for (const { id } of stepsOf(world.plan, OTHER)) {
    await step(id);
  }
  world.pass(1000);
  expect(world.newest).toMatchObject({ epoch: 3, active: OTHER, by: expect.stringMatching(/^runbook 1 \(promotion/) });
  expect(world.of(OTHER).filter(({ writes }) => writes)).toHaveLength(1);
});

test('all at once, with every step told beside the report', async () => {
  const told = jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
  expect(await step('promote')).toContain('region-2 promoted, planned (record 3)');
  expect(told.mock.calls.map(([text]) => text).join('')).toMatch(/Look at both regions and at the record: \.\.\.\n[^]*Tell region-1/);
});

test('a runbook takes back its own announcement, and nobody else\'s', async () => {
  expect(await step('abort')).toBe('nothing to take back: region-1 is active (record 1)');
  await step('announce');
  await expect(step('abort', { by: 'runbook 2' })).rejects.toMatchObject({ id: 'other-promotion' });
  expect(await step('abort')).toBe('region-1 is back in charge (record 3)');
});

test('an emptied witness is given its records again, by force only with evidence', async () => {
  expect(await step('put-back')).toBe('nothing to put back: region-1 is active (record 1)');
  world.records.clear();
  world.lose(OTHER);
  await expect(step('put-back')).rejects.toMatchObject({ id: 'few-answer' });
  await expect(step('put-back', { force: true })).rejects.toThrow('--evidence');
  expect(await step('put-back', { force: true, evidence: 'flooded' })).toBe('put back: region-1 is active (record 2)');
});

test.each([undefined, 'jump'])('the step %s is none: those there are, are named', async (name) => {
  await expect(step(name)).rejects.toThrow(/unknown step ".*"; use one of status, dry-run, promote, abort, put-back, check, start, announce/);
});

test('on a node it reads what that node was given, asks the agents, and promotes its own region unless told otherwise', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'redis-ha-region-command-'));
  const agents = new FakeAgents();
  const witness = await WitnessServer.open(join(folder, 'witness'), '127.0.0.1');
  const out = jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
  try {
    const { plan } = world;
    const first = await new HttpWitness({ url: witness.url, deployment: plan.name }).create(firstRecord(plan.name, 'region-1', '', 'test'));
    const file = (name: string, content: object): string => {
      writeFileSync(join(folder, name), JSON.stringify(content));
      return join(folder, name);
    };
    const addresses = agents.addresses(allNodes(plan));
    await agents.start('node-1', addresses['node-1']!, {
      health: () => ({ status: 200, body: {} }), peerState: () => peer({ redis: primary(), region: first }), commands: {},
    });
    const config = {
      node: 'r2-node-1', planFile: file('plan.json', plan), bindingsFile: file('bindings.json', { schemaVersion: 1, deployment: plan.name, addresses }),
      dataDir: folder, runDir: folder, platform: { kind: 'file' as const, secretsDir: '', outsideDir: '' }, witness: { url: witness.url },
    };
    const platform = { secrets: async () => ({ agent: agents.password }) } as unknown as Platform;
    await regionCommand('dry-run', {}, config, platform);
    const text = out.mock.calls.map(([part]) => part).join('');
    expect(text).toContain('record 1: region-1 is active; 1 of 3 agents answer in region-1; 0 of 3 agents answer in region-2');
    expect(text).toContain('would be refused: 0 of 3 data nodes of region-2 answer');
  } finally {
    await Promise.all([agents.close(), witness.close()]);
    rmSync(folder, { recursive: true, force: true });
  }
});
