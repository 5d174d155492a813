import { takeBackLeftovers } from '../../../lib/backup/leftovers';
import type { OpenedStore } from '../../../lib/backup/store/opened-store';

test('of these deployments only, each once, and nothing that was begun within a day', async () => {
  const asked: [string, Date][] = [];
  const store = {
    abortLeftovers: async (prefix: string, olderThan: Date) => {
      asked.push([prefix, olderThan]);
      return [{ key: `${prefix}x`, startedAt: new Date(0) }];
    },
  } as unknown as OpenedStore;
  expect(await takeBackLeftovers(store, ['cache', 'orders', 'cache'], new Date('2026-11-22T10:00:00Z'))).toBe(2);
  expect(asked).toEqual(['cache/', 'orders/'].map((prefix) => [prefix, new Date('2026-11-21T10:00:00Z')]));
});
