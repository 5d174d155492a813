import type { RedisLink } from '../redis';
import { failpoint } from './failpoint';

/** Makes a primary a replica and cuts its clients, so that what they had not been told is not done. */
export async function demote(primary: RedisLink, target: { host: string; port: number }): Promise<void> {
  await primary.call('REPLICAOF', target.host, target.port);
  failpoint('handover:demoted');
  await primary.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  await primary.call('CLIENT', 'KILL', 'TYPE', 'pubsub', 'SKIPME', 'yes').catch(() => undefined);
}
