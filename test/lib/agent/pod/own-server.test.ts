import { OwnServer } from '../../../../lib/agent/pod/own-server';
import { NodeRole } from '../../../../lib/plan';
import { PLAN, SECRETS } from '../../config/real-server';
import { fakeServer } from '../../redis/fake-server';
import { PodFolder } from './pod-folder';

const pod = new PodFolder({});
afterAll(() => pod.remove());
const bindings = { schemaVersion: 1, deployment: 'demo', addresses: { 'node-1': '10.96.0.1' } };

/** Asks over loopback, whatever is announced. */
async function look(role: NodeRole, text: string, silent = false): Promise<unknown> {
  const server = await fakeServer((words) => (words[0] === 'INFO' ? `$${text.length}\r\n${text}\r\n` : '+OK\r\n'));
  const ports = role === NodeRole.DATA ? { redis: server.port, sentinel: 1 } : { redis: 1, sentinel: server.port };
  const plan = { ...PLAN, ports: { ...PLAN.ports, ...ports } };
  const own = new OwnServer(pod.config, { plan, bindings, self: { ...PLAN.nodes[0]!, roles: [role] } }, SECRETS);
  if (silent) {
    await server.close();
  }
  try {
    return await own.look();
  } finally {
    own.close();
    await server.close().catch(() => undefined);
  }
}

test.each([NodeRole.DATA, NodeRole.SENTINEL])('of a %s node: which run, and since when', async (role) => {
  const run = await look(role, 'run_id:abc\r\nuptime_in_seconds:60\r\n') as { runId: string; startedAt: number };
  expect(run.runId).toBe('abc');
  expect(Math.abs(Date.now() - 60_000 - run.startedAt)).toBeLessThan(2000);
});

test('nothing of one that does not answer', async () => {
  expect(await look(NodeRole.DATA, '', true)).toBeUndefined();
});
