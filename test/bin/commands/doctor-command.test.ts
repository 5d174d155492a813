import { doctorPlan, healthy, withNode } from '../../lib/doctor/observed';
import { folder, invoked } from './invoked';

const files = folder();
afterAll(() => files.remove());
const plan = doctorPlan();
const file = files.file('demo.redis-ha.json', plan);

test('an observation is diagnosed: safe exits with 0, not safe with 1', async () => {
  const well = files.file('well.json', JSON.stringify({ observation: healthy(plan) }));
  expect(await invoked('doctor', file, '--observation', well)).toMatchObject({ code: 0, out: expect.stringContaining('is safe now') });
  const ill = files.file('ill.json', JSON.stringify({ observation: withNode(healthy(plan), 'node-2', { linkUp: false }) }));
  const { code, out } = await invoked('doctor', file, '--observation', ill, '--json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ safe: false, primary: 'node-1', problems: [{ id: 'replica-link-down', subject: 'node-2' }] });
});

test('its own JSON can be diagnosed again', async () => {
  const first = await invoked('doctor', file, '--json', '--observation', files.file('a.json', JSON.stringify({ observation: healthy(plan) })));
  expect((await invoked('doctor', file, '--json', '--observation', files.file('b.json', first.out))).out).toBe(first.out);
});

test('nobody answers: not safe, and every silence is named', async () => {
  const addresses = Object.fromEntries(plan.nodes.map((node) => [node.name, '127.0.0.1']));
  const quiet = files.file('quiet.redis-ha.json', { ...plan, ports: { redis: 1, sentinel: 2, agent: 3 } });
  files.file('monitor', 'nothing');
  const { code, out } = await invoked('doctor', quiet, '--secrets', files.file('.'),
    '--bindings', files.file('bindings.json', JSON.stringify({ schemaVersion: 1, deployment: 'demo', addresses })));
  expect(code).toBe(1);
  expect(out).toContain('primary: none');
  for (const node of plan.nodes) {
    expect(out).toContain(`${node.name} does not answer`);
    expect(out).toContain(`${node.name} its Sentinel does not answer`);
  }
});

test.each<[string, () => string[], string]>([
  ['no lab', () => [], 'plan: no lab of demo runs here; start one with `redis-ha lab up <plan>`'],
  ['bindings without secrets', () => ['--bindings', file], '--secrets: missing'],
  ['bindings of something else', () => ['--bindings', file, '--secrets', '.'], 'has no address for node-1'],
  ['an observation that is none', () => ['--observation', file], 'holds no observation'],
  ['an observation that is no JSON', () => ['--observation', files.file('no.json', 'no')], 'no.json is not JSON'],
])('bad input: %s', async (_, words, message) => {
  expect(await invoked('doctor', file, ...words())).toMatchObject({ code: 2, err: expect.stringContaining(message), out: '' });
});
