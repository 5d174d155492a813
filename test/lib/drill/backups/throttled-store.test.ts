import { ThrottledStore } from '../../../../lib/drill/backups/throttled-store';
import { sleep } from '../../../../lib/drill/clock';
import { MemoryStore } from '../../backup/memory-store';

jest.mock('../../../../lib/drill/clock', () => ({
  ...jest.requireActual<object>('../../../../lib/drill/clock'), sleep: jest.fn(() => Promise.resolve()),
}));

async function* pieces(count: number, bytes: number): AsyncGenerator<Uint8Array> {
  for (let number = 0; number < count; number += 1) {
    yield Buffer.alloc(bytes, number);
  }
}

test('what is put waits for its turn on one slow line, whoever puts it; the rest goes through', async () => {
  const within = new MemoryStore();
  const store = new ThrottledStore(within, 1000);
  const began = Date.now();
  await Promise.all([store.put('a', pieces(4, 500)), store.put('b', pieces(4, 500))]);
  // Without a real pause each piece waits half a second longer than the one before.
  const waits = jest.mocked(sleep).mock.calls.map(([ms]) => ms);
  expect(waits).toHaveLength(8);
  expect(Math.max(...waits)).toBeGreaterThan(4000 - (Date.now() - began) - 1);
  expect(store.passed).toBe(4000);
  expect(within.objects.get('a')).toHaveLength(2000);
  expect(await store.create('c', Buffer.from('x'))).toBe(true);
  expect(await store.remove('c')).toMatchObject({ removed: true });
});
