import { verifyBackup } from '../../../lib/backup/verify';
import { Random } from '../../../lib/drill/random';
import { RedisServers } from '../redis/redis-servers';
import { unnoticed, victims, type Victim } from './corruption';

const servers = new RedisServers();
let all: Victim[];
beforeAll(async () => { all = await victims(servers); }, 60_000);
afterAll(() => servers.close());

test('a hundred damages anywhere in stored backups are found, all of them', async () => {
  const seed = Date.now() % 2 ** 32;
  expect({ seed, unnoticed: await unnoticed(all, new Random(seed), 100) }).toEqual({ seed, unnoticed: [] });
}, 120_000);

test('and what is left after them is in order', async () => {
  for (const { store, manifest } of all) {
    expect(await verifyBackup(store, manifest)).toMatchObject({ ok: true, problems: [] });
  }
});
