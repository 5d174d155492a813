import { crashFailover } from '../../../../lib/agent/sentinel/crash-failover';
import { FakeLink, Refusal } from '../fake-link';

interface Server {
  linkUp?: boolean; offset?: number; replicationId?: string; priority?: number; silent?: boolean; copying?: boolean;
}

/** Two replicas and three Sentinels after a crash, told what to say; what was changed or asked, in order. */
function scene(
  replicas: Record<string, Server>, seen: Record<string, { age: number; offsets?: Record<string, number> }>, refused = '',
): { heard: string[]; logged: Record<string, unknown>[]; run: () => Promise<void>; links: Record<string, FakeLink> } {
  const heard: string[] = [];
  const logged: Record<string, unknown>[] = [];
  const info = (fields: Record<string, string | number>): string => Object.entries(fields).map(([key, value]) => `${key}:${value}`).join('\r\n');
  const links: Record<string, FakeLink> = {};
  const replica = (name: string): FakeLink => links[name] = new FakeLink((command) => {
    const it = replicas[name]!;
    if (it.silent) {
      throw new Error('silent');
    }
    if (command.startsWith('CONFIG SET replica-priority')) {
      it.priority = Number(command.split(' ').at(-1));
      return 'OK';
    }
    return info({
      role: 'slave', master_replid: it.replicationId ?? 'r', slave_repl_offset: it.offset ?? 500, slave_priority: it.priority ?? 100,
      master_link_status: it.linkUp ? 'up' : 'down', master_sync_in_progress: it.copying ? 1 : 0,
    });
  }, heard, `${name} `);
  const sentinel = (name: string): FakeLink => links[name] = new FakeLink((command) => {
    if (command.startsWith('SENTINEL REPLICAS')) {
      return Object.entries(replicas).map(([node, it]) => ['ip', node, 'slave-priority', String(it.priority ?? 100), 'flags', 'slave',
        'runid', node, 'slave-repl-offset', String(seen[name]!.offsets?.[node] ?? it.offset ?? 500), 'info-refresh', String(seen[name]!.age)]);
    }
    if (refused !== '') {
      throw new Refusal(refused);
    }
    return 'OK';
  }, heard, `${name} `);
  return {
    heard, logged, links,
    run: () => crashFailover({
      master: 'demo', replicationId: 'r', log: (_, fields) => logged.push(fields ?? {}),
      replicas: Object.keys(replicas).map((name) => ({ name, host: name, link: replica(name).link })),
      sentinels: Object.keys(seen).map((name) => ({ name, link: sentinel(name).link })),
    }),
  };
}

const asked = (heard: string[]): string[] => heard.filter((line) => line.includes('SENTINEL FAILOVER'));

test('R6: exactly one Sentinel is asked, the one that learns of the promotion first', async () => {
  const { heard, run, logged } = scene({ n2: {}, n3: {} }, { s1: { age: 100 }, s2: { age: 600 }, s3: { age: 900 } });
  await run();
  expect(asked(heard)).toEqual(['s2 SENTINEL FAILOVER demo']);
  expect(logged).toMatchObject([{ asked: true, sentinel: 's2', target: 'n2', detail: 'OK' }]);
});

test('R6: one that refuses is not followed by another', async () => {
  const { heard, run } = scene({ n2: {}, n3: {} }, { s1: { age: 100 }, s2: { age: 600 } }, 'NOGOODSLAVE');
  await run();
  expect(asked(heard)).toHaveLength(1);
});

test('R6: bytes may still be on their way: nobody is asked before every replica has lost its link and stands still', async () => {
  const replicas = { n2: { linkUp: true, offset: 500 }, n3: { offset: 500 } };
  const { heard, run } = scene(replicas, { s1: { age: 600 } });
  const running = run();
  await new Promise((resolve) => { setTimeout(resolve, 100); });
  expect(asked(heard)).toEqual([]);
  Object.assign(replicas.n2, { linkUp: false, offset: 700 });
  await running;
  expect(asked(heard)).toHaveLength(1);
});

test('R6: a replica that keeps its link is waited for 300 ms, not for ever; a silent one not at all', async () => {
  const { heard, run } = scene({ n2: { linkUp: true }, n3: { silent: true } }, { s1: { age: 600 } });
  const began = Date.now();
  await run();
  expect(Date.now() - began).toBeGreaterThanOrEqual(290);
  expect(Date.now() - began).toBeLessThan(2000);
  expect(asked(heard)).toHaveLength(1);
});

test('R6: a Sentinel that would promote one with less is not asked, however soon it would learn', async () => {
  const { heard, run } = scene({ n2: { offset: 400 }, n3: { offset: 500 } },
    { s1: { age: 700, offsets: { n2: 300, n3: 200 } }, s2: { age: 50 } });
  await run();
  expect(asked(heard)).toEqual(['s2 SENTINEL FAILOVER demo']);
});

test('R6: where every Sentinel would promote one with less, the best is raised and must be seen first', async () => {
  const { heard, run } = scene({ n2: { offset: 400 }, n3: { offset: 500 } }, { s1: { age: 700, offsets: { n2: 300, n3: 200 } } });
  await run();
  expect(heard.filter((line) => /CONFIG|FAILOVER/.test(line))).toEqual(['n3 CONFIG SET replica-priority 1', 's1 SENTINEL FAILOVER demo']);
});

test.each<[string, Server]>([
  ['holds another stream', { replicationId: 'other', offset: 900 }],
  ['must not be promoted', { priority: 0, offset: 900 }],
  ['is copying', { copying: true, offset: 900 }],
])('R6: a replica that %s counts for nothing', async (_, odd) => {
  const alone = scene({ n2: odd }, { s1: { age: 600 } });
  await alone.run();
  expect(asked(alone.heard)).toEqual([]);
  expect(alone.logged).toMatchObject([{ asked: false }]);
});

test('R6: no Sentinel answers: nothing is asked, nothing thrown', async () => {
  const { heard, run, logged } = scene({ n2: {} }, {});
  await run();
  expect(asked(heard)).toEqual([]);
  expect(logged).toMatchObject([{ asked: false, detail: expect.stringContaining('no Sentinel') as string }]);
});
