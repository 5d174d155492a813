import type { RoleMarker } from '../../../../lib/agent/platform/platform';
import type { Heard } from '../../../../lib/agent/replication/role-evidence';
import { RoleWatch } from '../../../../lib/agent/replication/role-watch';
import { peer } from '../situations';

const marker = (epoch: number, primary = 'node-1'): RoleMarker => ({ primary, epoch, previous: 'node-9', changedAt: `${epoch}`, by: '' });

interface Store {
  standing?: RoleMarker;
  down: boolean;
}

function scene(): { watch: RoleWatch; store: Store; heard: Record<string, Heard>; changes: () => number } {
  const store: Store = { down: false };
  const heard: Record<string, Heard> = {};
  let changes = 0;
  const watch = new RoleWatch({
    store: {
      readRole: () => (store.down ? Promise.reject(new Error('down')) : Promise.resolve(store.standing)),
      claimRole: (next) => {
        store.standing = (store.standing?.epoch ?? 0) === next.epoch - 1 ? next : store.standing;
        return Promise.resolve(store.standing!);
      },
    },
    peers: { heard: () => heard }, others: ['node-2', 'node-3'], periodMs: 300, validMs: 3000, log: () => undefined,
  });
  watch.onChange(() => { changes += 1; });
  return { watch, store, heard, changes: () => changes };
}

test('what the store says is certain for as long as the fence allows, and no longer', async () => {
  const { watch, store } = scene();
  store.standing = marker(2);
  await watch.read();
  const now = Date.now();
  expect(watch.view(now).majority).toEqual({ node: 'node-1', epoch: 2 });
  expect(watch.view(now + 2900).majority).toBeDefined();
  expect(watch.view(now + 3100).majority).toBeUndefined();
});

test('an empty store is read and names nobody; one that is down says nothing', async () => {
  const { watch, store } = scene();
  await watch.read();
  expect(watch.view(Date.now())).toMatchObject({ reachable: 1 });
  expect(watch.view(Date.now()).majority).toBeUndefined();
  store.down = true;
  await expect(watch.read()).rejects.toThrow('down');
  expect(watch.view(Date.now() + 4000).reachable).toBe(0);
});

test('a higher epoch that a peer tells is believed at once, and whoever waits for it is told', async () => {
  const { watch, store, heard, changes } = scene();
  store.standing = marker(2);
  await watch.read();
  const before = changes();
  heard['node-2'] = { state: peer({ role: { marker: marker(3, 'node-2'), readMsAgo: 10 } }), askedAt: Date.now() };
  expect(watch.view(Date.now()).majority).toEqual({ node: 'node-2', epoch: 3 });
  expect(changes()).toBe(before + 1);
  // The store's old answer takes nothing back.
  await watch.read();
  expect(watch.view(Date.now()).majority).toEqual({ node: 'node-2', epoch: 3 });
});

test('a claim that is won is certain at once; one that is lost shows who won', async () => {
  const { watch, store } = scene();
  expect(await watch.claim(marker(1))).toEqual(marker(1));
  expect(watch.view(Date.now()).majority).toEqual({ node: 'node-1', epoch: 1 });
  store.standing = marker(2, 'node-3');
  expect(await watch.claim(marker(2, 'node-2'))).toEqual(marker(2, 'node-3'));
  expect(watch.view(Date.now()).majority).toEqual({ node: 'node-3', epoch: 2 });
  expect(watch.role()).toMatchObject({ marker: marker(2, 'node-3'), readMsAgo: expect.any(Number) as number });
});

test('that the one before has stopped belongs to one epoch', () => {
  const { watch } = scene();
  watch.learn(marker(2));
  expect(watch.view(Date.now()).change).toMatchObject({ previous: 'node-9', released: false });
  watch.learn(marker(2), { released: true });
  watch.learn(marker(2));
  expect(watch.view(Date.now()).change?.released).toBe(true);
  watch.learn(marker(3));
  expect(watch.view(Date.now()).change?.released).toBe(false);
  watch.learn(marker(2), { released: true });
  expect(watch.view(Date.now()).change?.released).toBe(false);
});

test('writes stopped for somebody else stay so until the time is over', () => {
  const { watch } = scene();
  watch.hold(5000);
  expect([watch.view(4999).failoverInProgress, watch.view(5001).failoverInProgress]).toEqual([true, false]);
});

test('a node is certainly named at one epoch only, and not while writes are stopped for another', async () => {
  const { watch, store } = scene();
  store.standing = marker(2);
  await watch.read();
  expect([watch.names('node-1', 2), watch.names('node-1', 1), watch.names('node-2', 2)]).toEqual([true, false, false]);
  watch.hold(Date.now() + 5000);
  expect(watch.names('node-1', 2)).toBe(false);
  watch.hold(0);
  watch.learn(marker(3, 'node-2'));
  expect(watch.names('node-1', 2)).toBe(false);
});

test('a question that hangs is left behind before what was known counts for nothing', () => {
  jest.useFakeTimers();
  try {
    let asked = 0;
    const watch = new RoleWatch({
      store: { readRole: () => { asked += 1; return new Promise(() => undefined); }, claimRole: (next) => Promise.resolve(next) },
      peers: { heard: () => ({}) }, others: [], periodMs: 300, validMs: 3000, log: () => undefined,
    });
    watch.start();
    jest.advanceTimersByTime(2900);
    watch.stop();
    expect(asked).toBe(3);
  } finally {
    jest.useRealTimers();
  }
});

test('a store that was emptied is told from one where another won', async () => {
  const { watch } = scene();
  await expect(watch.claim(marker(4))).rejects.toThrow(/role marker is gone although epoch 3 was known/);
});
