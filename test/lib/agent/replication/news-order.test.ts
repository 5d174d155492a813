import { takeFence, takeNews, type NewsParts } from '../../../../lib/agent/replication/news-order';
import { RoleWatch } from '../../../../lib/agent/replication/role-watch';
import { FENCE } from '../../../../lib/config';
import { FakeLink, Refusal } from '../fake-link';

const marker = { primary: 'node-2', epoch: 5, previous: 'node-1', changedAt: '', by: '' };

interface Scene {
  readonly parts: NewsParts;
  readonly redis: FakeLink;
  readonly asked: string[];
  readonly watch: RoleWatch;
}

function scene(node: string, failure?: Error): Scene {
  const asked: string[] = [];
  const redis = new FakeLink(() => {
    if (failure) {
      throw failure;
    }
    return 'OK';
  });
  const watch = new RoleWatch({
    store: { readRole: () => Promise.resolve(undefined), claimRole: (next) => Promise.resolve(next) },
    peers: { heard: () => ({}) }, others: [], periodMs: 300, validMs: 3000, log: () => undefined,
  });
  const peers = { refresh: (name: string) => { asked.push(name); return Promise.resolve(); } };
  return { parts: { watch, peers, node, redis: redis.link }, redis, asked, watch };
}

const news = JSON.stringify({ from: 'node-2', marker, released: true });
const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

test('the node that was primary answers only when it takes no writes; its sender is asked for what holds now', async () => {
  const { parts, redis, asked, watch } = scene('node-1');
  expect(await takeNews(parts, news)).toEqual({ ok: true, detail: 'fenced' });
  expect(redis.calls).toEqual([`CONFIG SET min-replicas-to-write ${FENCE}`]);
  expect(asked).toEqual(['node-2']);
  expect(watch.role()?.marker).toEqual(marker);
  expect(await takeNews(scene('node-1', refused).parts, news)).toMatchObject({ ok: true, detail: expect.stringContaining('not running') as string });
  expect(await takeNews(scene('node-1', new Refusal('LOADING Redis is loading')).parts, news)).toMatchObject({ ok: true });
});

test('one that hangs, or refuses, has not stopped', async () => {
  expect(await takeNews(scene('node-1', new Error('Command timed out')).parts, news)).toEqual({ ok: false, detail: 'Command timed out' });
  expect(await takeNews(scene('node-1', new Refusal('BUSY Redis is busy')).parts, news)).toMatchObject({ ok: false });
});

test('any other node takes note and touches nothing', async () => {
  const { parts, redis, watch } = scene('node-3');
  expect(await takeNews(parts, news)).toEqual({ ok: true, detail: 'known' });
  expect(redis.calls).toEqual([]);
  expect(watch.view(Date.now()).change?.released).toBe(true);
});

test('a fence for a failover holds for a while; one that did not work holds nothing', async () => {
  const held = scene('node-1');
  expect((await takeFence(held.parts)).ok).toBe(true);
  expect(held.watch.view(Date.now()).failoverInProgress).toBe(true);
  const hanging = scene('node-1', new Error('Command timed out'));
  expect((await takeFence(hanging.parts)).ok).toBe(false);
  expect(hanging.watch.view(Date.now()).failoverInProgress).toBe(false);
});
