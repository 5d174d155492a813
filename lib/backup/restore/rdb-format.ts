import type { RdbHeader } from '../../rdb';
import type { BackupShard } from '../manifest';

/** Format of a shard's snapshot, as its first bytes say. */
export function rdbFormat({ rdbMagic, rdbVersion }: Pick<BackupShard, 'rdbMagic' | 'rdbVersion'>): RdbHeader {
  return { magic: rdbMagic === 'VALKEY' ? 'VALKEY' : 'REDIS', version: rdbVersion };
}
