import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askOthers } from '../../../../lib/agent/platform/ec2-unready-others';
import { RegionStrategy } from '../../../../lib/model';
import { allNodes, type DeploymentPlan } from '../../../../lib/plan';
import { aNodeConfig, ANOTHER, aPlan } from '../ec2-node';

const folder = mkdtempSync(join(tmpdir(), 'redis-ha-others-'));
const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const answers = (status: number, port: number, host: string): Promise<number> => new Promise((resolve, reject) => {
  const server = createServer(({ url }, response) => response.writeHead(url === '/ready' ? status : 404).end());
  servers.push(server);
  server.once('error', reject).listen(port, host, () => resolve((server.address() as AddressInfo).port));
});

/** Asks as `node`, with an agent at every address that is given a status; others have none. */
async function unready(plan: DeploymentPlan, node: string, statuses: Record<string, number>): Promise<string[]> {
  const addresses = Object.fromEntries(allNodes(plan).map(({ name }, index) => [name, `127.0.0.${index + 11}`]));
  let port = 0;
  for (const [name, status] of Object.entries(statuses)) {
    port = await answers(status, port, addresses[name]!);
  }
  const [planFile, bindingsFile] = [join(folder, 'plan.json'), join(folder, 'bindings.json')];
  writeFileSync(planFile, JSON.stringify({ ...plan, ports: { ...plan.ports, agent: port } }));
  writeFileSync(bindingsFile, JSON.stringify({ schemaVersion: 1, deployment: plan.name, addresses }));
  return askOthers({ ...aNodeConfig(node), planFile, bindingsFile })();
}

test('who says so is ready; whoever says no, or nothing, is not; oneself is not asked', async () => {
  expect(await unready(aPlan(), 'node-1', { 'node-2': 200, 'node-3': 200 })).toEqual([]);
  expect(await unready(aPlan(), 'node-1', { 'node-2': 503 })).toEqual(['node-2', 'node-3']);
});

test('of two regions one\'s own counts: the other\'s nodes are replaced under another lock, and may be lost with it', async () => {
  const plan = aPlan(undefined, ANOTHER);
  const [first, second] = plan.regions.map(({ nodes = plan.nodes }) => nodes.map(({ name }) => name)) as [string[], string[]];
  expect(await unready(plan, second[0]!, Object.fromEntries(second.map((name) => [name, 200])))).toEqual([]);
  expect(await unready(plan, first[0]!, Object.fromEntries(second.map((name) => [name, 200])))).toEqual(first.slice(1));
});

test('nodes that do not run until a promotion are not waited for', async () => {
  const plan = aPlan(undefined, {
    ...ANOTHER, strategy: RegionStrategy.BACKUP_RESTORE, objectives: { rpoSeconds: 7200, rtoSeconds: 7200 },
  });
  const dormant = plan.regions[1]!.nodes!;
  expect(dormant.every((node) => node.dormant)).toBe(true);
  expect(await unready(plan, dormant[0]!.name, { 'node-1': 503 })).toEqual([]);
});
