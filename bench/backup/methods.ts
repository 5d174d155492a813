import { join } from 'node:path';

import type { ServerPair } from './server-pair';

/** One way to take a backup: a command, and where it leaves what. */
export interface Method {
  readonly id: string;
  readonly title: string;
  /** Server whose child process makes the snapshot. */
  readonly source: 'primary' | 'replica';
  /** Words of the command; `folder` is empty and its own. */
  command(pair: ServerPair, folder: string): string[];
  environment?(pair: ServerPair, folder: string): Record<string, string>;
  /** Folder that stands for the place far away, below its own. */
  readonly store: string;
  /** Command that checks what is stored, by itself; absent where the method has none. */
  check?(folder: string): string[];
}

const HOST = '127.0.0.1';

/** @param cli words that run our command line @param zstdCli the same on a Node.js that can write zstd, where there is one */
export function methods(cli: string[], zstdCli: string[] | undefined): Method[] {
  return [
    {
      id: 'seed', title: 'BGSAVE, cp, gzip, upload (script)', source: 'primary', store: 'bucket',
      command: () => ['bash', join(__dirname, 'seed-backup.sh')],
      environment: ({ primary }, folder) => ({
        REDIS_HOST: HOST, REDIS_PORT: String(primary.port), REDIS_DIR: primary.directory,
        BACKUP_DIR: join(folder, 'local'), STORE_DIR: join(folder, 'bucket'), DATE: '202611221502',
      }),
    },
    {
      id: 'raw', title: 'redis-cli --rdb to a file', source: 'replica', store: 'bucket',
      command: ({ replica }, folder) => ['redis-cli', '-h', HOST, '-p', String(replica.port), '--rdb', join(folder, 'bucket', 'dump.rdb')],
    },
    {
      id: 'raw-null', title: 'redis-cli --rdb to nowhere', source: 'replica', store: 'bucket',
      command: ({ replica }) => ['bash', '-c', `redis-cli -h ${HOST} -p ${replica.port} --rdb - > /dev/null`],
    },
    ours('none', cli), ours('gzip', cli),
    ...(zstdCli === undefined ? [] : [ours('zstd', zstdCli)]),
  ];
}

function ours(codec: string, cli: string[]): Method {
  return {
    id: `ours-${codec}`, title: `redis-ha backup, ${codec}`, source: 'replica', store: 'bucket',
    command: ({ primary }, folder) => [
      ...cli, 'backup', '--node', `${HOST}:${primary.port}`, '--name', 'bench', '--to', join(folder, 'bucket'), '--codec', codec, '--json',
    ],
    check: (folder) => [...cli, 'backups', 'verify', join(folder, 'bucket'), '--json'],
  };
}
