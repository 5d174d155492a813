import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDeployment } from '../../../lib/agent/deployment';
import type { NodeConfig } from '../../../lib/config';
import { plan, PLAN_SCHEMA_VERSION } from '../../../lib/plan';
import { demoSpec } from '../plan/specs';

const folder = mkdtempSync(join(tmpdir(), 'redis-ha-deployment-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const deployment = plan(demoSpec());
const addresses = { 'node-1': 'a', 'node-2': 'b', 'node-3': 'c' };
const config: NodeConfig = {
  node: 'node-2', planFile: join(folder, 'plan.json'), bindingsFile: join(folder, 'bindings.json'), dataDir: '', runDir: '',
  platform: { kind: 'file', secretsDir: '', outsideDir: '' },
};

function lay(over: object = {}, bound: object = addresses): void {
  writeFileSync(config.planFile, JSON.stringify({ ...deployment, ...over }));
  writeFileSync(config.bindingsFile, JSON.stringify({ schemaVersion: 1, deployment: 'demo', addresses: bound }));
}

test('plan, bindings and this node', async () => {
  lay();
  const read = await readDeployment(config);
  expect(read).toMatchObject({ plan: deployment, bindings: { addresses }, self: { name: 'node-2' } });
});

test('a plan of a newer schema: update the agent', async () => {
  lay({ schemaVersion: PLAN_SCHEMA_VERSION + 1 });
  await expect(readDeployment(config)).rejects.toThrow(/schemaVersion 2, this agent reads up to 1: update the agent/);
});

test('a node the plan does not know: which it knows', async () => {
  lay();
  await expect(readDeployment({ ...config, node: 'node-7' })).rejects.toThrow(/"node-7" is not in .*node-1, node-2, node-3/);
});

test('a node without an address is named', async () => {
  lay({}, { 'node-1': 'a', 'node-2': 'b' });
  await expect(readDeployment(config)).rejects.toThrow('no address for node "node-3"');
});
