import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startLab, type Lab } from '../../../../lib/lab';
import { Topology } from '../../../../lib/model';
import { plan } from '../../../../lib/plan';
import { demoSpec } from '../../plan/specs';

const deployment = plan(demoSpec({
  name: 'watched-replication', topology: Topology.replication({ replicas: 1 }), objectives: { rpoSeconds: 5, rtoSeconds: 120 },
}));
let lab: Lab;

beforeAll(async () => {
  lab = await startLab(deployment);
  await lab.healthy(60_000);
}, 70_000);

afterAll(() => lab?.down());

test('the role marker says who is primary, and it moves with a handover', async () => {
  expect(await lab.primary()).toBe('node-1');
  expect(await lab.lacking()).toBe('');
  expect(await lab.handover()).toMatchObject({ ok: true, to: 'node-2' });
  await lab.healthy(60_000);
  expect(await lab.primary()).toBe('node-2');
}, 70_000);

test('a dead primary stays the named one, and that is lacking', async () => {
  const primary = (await lab.primary())!;
  await lab.node(primary).kill();
  expect(await lab.primary()).toBe(primary);
  expect(await lab.lacking()).not.toBe('');
  expect(await lab.lacking('node-1')).toContain('node-2 is not ready (no answer)');
  await lab.node(primary).start();
  await lab.healthy(60_000);
}, 90_000);

test('without a marker nobody is named', async () => {
  const outside = join(lab.directory, 'outside');
  readdirSync(outside).filter((name) => name.startsWith('role-')).forEach((name) => rmSync(join(outside, name)));
  expect(await lab.primary()).toBeUndefined();
  expect(await lab.lacking()).not.toBe('');
});
