import { claimed, keptFromCopying, primaryOfAnother } from '../../../../lib/agent/region/every-standby';
import type { Desired } from '../../../../lib/agent/desired';
import { memory } from '../situations';
import { standby, upstream } from './region-situations';

const still: Desired = { phase: 'waiting', reason: 'standby', writable: false };
const marker = (deploymentId: string) => ({ deploymentId, createdAt: '' });

test('R14: a volume that is not of this deployment is refused before Redis is looked at', () => {
  const foreign = standby({ redis: undefined, memory: memory(), marker: marker('other') });
  expect(keptFromCopying(foreign, still, 5)).toMatchObject({ phase: 'refusing', writable: false, reason: expect.stringContaining('attach the right one') });
  expect(keptFromCopying({ ...foreign, marker: 'unknown' }, still, 5)?.phase).toBe('waiting');
});

test('R14: a replaced primary is killed when it has hung for longer than it may, and a replica never', () => {
  const hung = (seconds: number, role: 'primary' | 'replica') => keptFromCopying(standby({
    redis: undefined, memory: memory({ role }), now: 1_000_000, unresponsive: { processId: 7, since: 1_000_000 - seconds * 1000 },
  }), still, 5)?.killRedis;
  expect([hung(4, 'primary'), hung(6, 'primary'), hung(60, 'replica')]).toEqual([undefined, true, undefined]);
});

test('R14: nothing keeps one whose volume and server are in order', () => {
  expect(keptFromCopying(standby({ memory: memory(), marker: marker('deployment-1') }), still, 5)).toBeUndefined();
});

test('R14: data of another deployment is never copied over; an empty volume copies from whoever leads', () => {
  const remote = { 'node-1': upstream({ memory: memory({ role: 'primary', deploymentId: 'other' }) }) };
  expect(primaryOfAnother(standby({ remote, memory: memory() }), 'node-1', still)).toMatchObject({ phase: 'refusing' });
  expect(primaryOfAnother(standby({ remote }), 'node-1', still)).toBeUndefined();
  expect(primaryOfAnother(standby({ remote, memory: memory() }), undefined, still)).toBeUndefined();
});

test('R14: its own marker is claimed only when it is known to be free', () => {
  expect(claimed(standby({ memory: memory() }))).toEqual({ claim: 'deployment-1' });
  expect(claimed(standby({ memory: memory(), marker: 'unknown' }))).toEqual({});
  expect(claimed(standby())).toEqual({});
});
