import { Random } from '../../../lib/drill/random';
import { RedisServers } from '../redis/redis-servers';
import { unnoticed, victims } from './corruption';

const servers = new RedisServers();
afterAll(() => servers.close());

test('a thousand damages anywhere in stored backups are found, all of them', async () => {
  const all = await victims(servers);
  const seed = Date.now() % 2 ** 32;
  expect({ seed, unnoticed: await unnoticed(all, new Random(seed), 1000) }).toEqual({ seed, unnoticed: [] });
}, 900_000);
