import type { CommandResult } from '../../../../lib/agent/command-result';
import type { Marker, RoleMarker } from '../../../../lib/agent/platform/platform';
import { failOver, parseWish, type FailoverParts } from '../../../../lib/agent/replication/failover-order';
import { RoleWatch } from '../../../../lib/agent/replication/role-watch';
import type { PeerState } from '../../../../lib/agent/situation';
import { FENCE } from '../../../../lib/config';
import { Engine, Topology } from '../../../../lib/model';
import { plan } from '../../../../lib/plan';
import { FakeLink, Refusal } from '../fake-link';
import { DEPLOYMENT, linked, memory, peer, primary } from '../situations';

const demo = plan({
  name: 'demo', engine: Engine.REDIS_7_0, topology: Topology.replication({ replicas: 2 }),
  objectives: { rpoSeconds: 5, rtoSeconds: 30 }, failureDomains: 3,
});
const marker = (epoch: number, node = 'node-1'): RoleMarker => ({ primary: node, epoch, changedAt: `${epoch}`, by: '' });
const holder = (offset: number, over: Partial<PeerState> = {}): PeerState =>
  peer({ memory: memory({ offset }), redis: linked('node-1', { offset, linkUp: false, replicationId: 'r' }), ...over });
const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

interface Scene {
  readonly states: Record<string, PeerState>;
  readonly standing?: RoleMarker;
  /** What the primary's Redis answers to whoever asks it directly. */
  readonly redis?: (command: string) => unknown;
  /** What its agent answers; it is dead without. */
  readonly agent?: (verb: string) => CommandResult;
}

interface Outcome {
  readonly parts: FailoverParts;
  readonly store: { standing?: RoleMarker; seen: number[]; marker?: Marker };
  readonly redis: FakeLink;
  readonly orders: string[];
}

/** node-2's agent is asked; node-1 is named unless the test says otherwise. */
function scene({ states, standing, redis, agent }: Scene): Outcome {
  const store: Outcome['store'] = { standing, seen: [] };
  const orders: string[] = [];
  const server = new FakeLink(redis ?? (() => { throw refused; }));
  const links = { redis: new Map([['node-1', server.link], ['node-2', new FakeLink().link], ['node-3', new FakeLink().link]]) };
  const watch = new RoleWatch({
    store: {
      readRole: () => Promise.resolve(store.standing),
      claimRole: (next, seen = next.epoch - 1) => {
        store.seen.push(seen);
        store.standing = (store.standing?.epoch ?? 0) === seen ? next : store.standing;
        return Promise.resolve(store.standing);
      },
    },
    peers: { heard: () => ({}) }, others: ['node-1', 'node-3'], periodMs: 300, validMs: 3000, log: () => undefined,
  });
  const peers = {
    refresh: () => Promise.resolve(),
    states: () => Object.fromEntries(Object.entries(states).filter(([name]) => name !== 'node-2')),
    order: (name: string, verb: string) => {
      orders.push(`${name} ${verb}`);
      return Promise.resolve(name === 'node-1' ? agent?.(verb) ?? { ok: false, detail: 'no answer' } : { ok: true, detail: 'known' });
    },
  };
  const platform = { claimMarker: (next: Marker) => { store.marker ??= next; return Promise.resolve(store.marker); } };
  const tools = { config: { node: 'node-2' }, deployment: { plan: demo }, peers, links, platform, log: () => undefined };
  const parts = { tools, watch, local: {}, self: () => states['node-2'] } as unknown as FailoverParts;
  return { parts, store, redis: server, orders };
}

const fences = ({ redis }: Outcome): number => redis.calls.filter((call) => call === `CONFIG SET min-replicas-to-write ${FENCE}`).length;

test('a wish is empty, a name, or JSON', () => {
  expect(parseWish('')).toEqual({});
  expect(parseWish('node-3')).toEqual({ to: 'node-3' });
  expect(parseWish('{"to":"node-3","force":true}')).toEqual({ to: 'node-3', force: true });
  expect(parseWish('{}')).toEqual({ force: false });
  expect(() => parseWish('{')).toThrow();
});

test('a dead primary: the newest is named one epoch on, and waits until the old one must have fenced itself', async () => {
  const it = scene({ standing: marker(3), states: { 'node-2': holder(100), 'node-3': holder(200) } });
  expect(await failOver(it.parts, {})).toMatchObject({ ok: true, to: 'node-3', detail: expect.stringContaining('at the latest') as string });
  expect(it.store.standing).toMatchObject({ primary: 'node-3', epoch: 4, previous: 'node-1' });
  expect(it.orders).toContain('node-3 role');
  expect(it.parts.watch.view(Date.now()).change?.released).toBe(false);
});

test('an agent that stops its Redis and says so: the new one need not wait', async () => {
  const named = peer({ memory: memory({ role: 'primary' }), redis: undefined });
  const it = scene({
    standing: marker(3), states: { 'node-1': named, 'node-2': holder(100) }, agent: () => ({ ok: true, detail: 'its Redis is not running' }),
  });
  expect(await failOver(it.parts, {})).toMatchObject({ ok: true, to: 'node-2' });
  expect(it.parts.watch.view(Date.now()).change?.released).toBe(true);
  expect(it.redis.calls).toEqual([]);
});

test('nobody has been primary: nothing is claimed, by force neither', async () => {
  const it = scene({ states: { 'node-2': peer({ memory: undefined }) } });
  expect(await failOver(it.parts, { force: true })).toMatchObject({ ok: false, detail: expect.stringContaining('still being formed') as string });
  expect(it.store.seen).toEqual([]);
});

describe('a Redis that lives without an agent, by force', () => {
  const states = { 'node-2': holder(100, { redis: linked('node-1', { offset: 100, replicationId: 'r' }) }) };
  const info = 'role:master\r\nmaster_replid:r\r\nmaster_repl_offset:100\r\nslave_repl_offset:100\r\nmaster_link_status:up';

  test('without force it is taken for alive', async () => {
    const it = scene({ standing: marker(3), states: { 'node-1': peer({ redis: primary() }), ...states } });
    expect(await failOver(it.parts, {})).toMatchObject({ ok: false, detail: expect.stringContaining('node-1 lives') as string });
    expect(it.redis.calls).toEqual([]);
  });

  test('it is fenced over its port before another is named, its clients are cut, and it is fenced again after', async () => {
    const named: boolean[] = [];
    const it: Outcome = scene({
      standing: marker(3), states, redis: (command) => {
        named.push(it.store.standing?.epoch === 4);
        return command.startsWith('INFO') ? info : 'OK';
      },
    });
    expect(await failOver(it.parts, { force: true })).toMatchObject({ ok: true, to: 'node-2' });
    expect(fences(it)).toBe(2);
    expect(named[0]).toBe(false);
    expect(it.redis.calls).toContain('CLIENT KILL TYPE normal SKIPME yes');
    // Its agent may come back and open it: the new one waits all the same.
    expect(it.parts.watch.view(Date.now()).change?.released).toBe(false);
  }, 15_000);

  test('one that answers and cannot be fenced keeps the role', async () => {
    const it = scene({ standing: marker(3), states, redis: () => { throw new Refusal('NOPERM no permissions'); } });
    expect(await failOver(it.parts, { force: true })).toMatchObject({
      ok: false, detail: expect.stringMatching(/node-1 answers and its writes cannot be stopped.*NOPERM/) as string,
    });
    expect(it.store.standing).toEqual(marker(3));
  });
});

describe('a store that was emptied', () => {
  const known = { marker: marker(7) };
  const states = {
    'node-2': holder(100, { memory: memory({ epoch: 7, offset: 100 }), role: known }),
    'node-3': holder(200, { memory: memory({ epoch: 6, offset: 200 }) }),
  };

  test('without force: what has happened, and the way out', async () => {
    const it = scene({ states });
    expect(await failOver(it.parts, {})).toMatchObject({ ok: false, detail: expect.stringMatching(/is gone although epoch 7 is known.*force/) as string });
    expect(it.store.seen).toEqual([]);
  });

  test('by force: the newest data, above every epoch known; the deployment\'s marker comes back too', async () => {
    const it = scene({ states });
    expect(await failOver(it.parts, { force: true })).toMatchObject({ ok: true, to: 'node-2' });
    expect(it.store).toMatchObject({ standing: { primary: 'node-2', epoch: 8, previous: 'node-1' }, seen: [0], marker: { deploymentId: DEPLOYMENT } });
    expect(it.orders[0]).toBe('node-1 fence');
  });

  test('or that was restored from an older copy', async () => {
    const it = scene({ states, standing: marker(2, 'node-3') });
    expect((await failOver(it.parts, {})).detail).toContain('stands at epoch 2 although epoch 7 is known');
    expect(await failOver(it.parts, { force: true })).toMatchObject({ ok: true });
    expect(it.store).toMatchObject({ standing: { epoch: 8 }, seen: [2] });
  });

  test('a store that is whole is never claimed above: one epoch on, from what stands there', async () => {
    const it = scene({ states, standing: marker(7) });
    expect(await failOver(it.parts, { force: true })).toMatchObject({ ok: true });
    expect(it.store).toMatchObject({ standing: { epoch: 8 }, seen: [7] });
    expect(it.store.marker).toBeUndefined();
  });
});
