import { giveTurn, takeTurn, type TurnOptions } from '../../../../lib/agent/pod/take-turn';

interface Seen { readonly asked: number; readonly events: string[]; readonly took: number }

async function take(over: Partial<TurnOptions>, answer: (asked: number) => Promise<boolean>): Promise<Seen> {
  const events: string[] = [];
  let asked = 0;
  const began = Date.now();
  await takeTurn({
    platform: { takeTurn: (holder, ttl) => { asked += 1; expect([holder, ttl]).toEqual(['node-1', 60]); return answer(asked); } },
    holder: 'node-1', ttlSeconds: 60, patienceMs: 300, needed: () => true, log: (event) => events.push(event), periodMs: 10, ...over,
  });
  return { asked, events, took: Date.now() - began };
}

test('asks until it has it', async () => {
  expect(await take({}, async (asked) => asked === 3)).toMatchObject({ asked: 3, events: ['turn'] });
});

test('goes on without it after its time, whatever the answer was', async () => {
  for (const answer of [async () => false, async () => { throw new Error('unreachable'); }]) {
    const { events, took } = await take({ patienceMs: 60 }, answer);
    expect(events).toEqual(['turn-missed']);
    expect(took).toBeGreaterThanOrEqual(55);
  }
});

test('without time to wait it asks once', async () => {
  expect(await take({ patienceMs: 0 }, async () => false)).toMatchObject({ asked: 1, events: ['turn-missed'] });
});

test('waits no longer than there is something to hand over', async () => {
  let needed = 3;
  const seen = await take({ needed: () => { needed -= 1; return needed > 0; } }, async () => false);
  expect(seen).toMatchObject({ asked: 2, events: [] });
});

test('a platform without turns has them all', async () => {
  expect(await take({ platform: {} }, async () => true)).toMatchObject({ asked: 0 });
});

test('giving it back never fails', async () => {
  const events: string[] = [];
  const log = (event: string): void => { events.push(event); };
  await giveTurn({ platform: { giveTurn: async () => { throw new Error('unreachable'); } }, holder: 'node-1', log });
  expect(events).toEqual(['turn-kept']);
  await giveTurn({ platform: {}, holder: 'node-1', log });
  expect(events).toHaveLength(1);
});
