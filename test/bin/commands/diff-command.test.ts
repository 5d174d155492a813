import { Engine } from '../../../lib/model';
import { plan } from '../../../lib/plan';
import { demoSpec } from '../../lib/plan/specs';
import { demo, folder, invoked } from './invoked';

const files = folder();
afterAll(() => files.remove());
const old = files.file('old.redis-ha.json', demo);
const upgraded = files.file('new.redis-ha.json', plan(demoSpec({ engine: Engine.REDIS_8_0 })));

test('steps in order, for people and as JSON', async () => {
  const people = await invoked('diff', old, upgraded);
  expect(people.code).toBe(0);
  expect(people.out).toContain('  1. restart     node-2  (redis)\n       engine redis-7.0 -> redis-8.0');
  expect(people.out).toContain('  3. hand over   node-1  (redis)');
  const { steps } = JSON.parse((await invoked('diff', old, upgraded, '--primary', 'node-3', '--json')).out);
  expect(steps.map(({ action, node }: { action: string; node: string }) => `${action} ${node}`).slice(0, 4))
    .toEqual(['restart node-1', 'restart node-2', 'handover node-3', 'restart node-3']);
});

test('what cannot be rolled out in place exits with 1', async () => {
  const { code, out } = await invoked('diff', upgraded, old);
  expect(code).toBe(1);
  expect(out).toContain('cannot read the data files of redis-8.0');
});

test('a primary that is no data node is refused', async () => {
  const { code, err } = await invoked('diff', old, upgraded, '--primary', 'node-7');
  expect([code, err]).toEqual([2, expect.stringContaining('--primary: got "node-7"')]);
});
