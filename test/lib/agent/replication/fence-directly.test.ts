import { FENCE } from '../../../../lib/config';
import { fenceDirectly } from '../../../../lib/agent/replication/fence-directly';
import { FakeLink, Refusal } from '../fake-link';

const FENCED = `CONFIG SET min-replicas-to-write ${FENCE}`;

test('fences first, then cuts the clients', async () => {
  const redis = new FakeLink();
  expect((await fenceDirectly(redis.link)).outcome).toBe('fenced');
  expect(redis.calls).toEqual([FENCED, 'CLIENT KILL TYPE normal SKIPME yes', 'CLIENT KILL TYPE pubsub SKIPME yes']);
});

test('one that answers and does not obey is no silent one', async () => {
  const redis = new FakeLink(() => { throw new Refusal('NOPERM this user has no permissions'); });
  expect(await fenceDirectly(redis.link)).toEqual({ outcome: 'refused', detail: expect.stringContaining('NOPERM') as string });
  expect(redis.calls).toEqual([FENCED]);
});

test('one that has just started is fenced by its command line', async () => {
  const redis = new FakeLink(() => { throw new Refusal('LOADING Redis is loading the dataset in memory'); });
  expect((await fenceDirectly(redis.link)).outcome).toBe('fenced');
});

test('a busy machine gets more than one chance to answer', async () => {
  let asked = 0;
  const redis = new FakeLink(() => {
    asked += 1;
    if (asked === 1) {
      throw new Error('Command timed out');
    }
    return 'OK';
  });
  expect((await fenceDirectly(redis.link, 1000)).outcome).toBe('fenced');
});

test('nothing there: silent, at once when its port is closed', async () => {
  expect((await fenceDirectly(new FakeLink(() => { throw new Error('Command timed out'); }).link, 150)).outcome).toBe('silent');
  const closed = new FakeLink(() => { throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }); });
  expect((await fenceDirectly(closed.link)).outcome).toBe('silent');
  expect(closed.calls).toHaveLength(1);
});
