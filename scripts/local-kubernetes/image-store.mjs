// containerd's own folder with the images already in it: importing them into every node would take half a minute.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './layout.mjs';

/** With mounts of its own, a containerd on the folder $1 that imports $2 and ends. */
const IMPORT = `set -e
mount -t tmpfs tmpfs /run
containerd --root "$1" --state /run/state --address /run/import.sock --log-level error &
for _ in $(seq 300); do [ -S /run/import.sock ] && break; sleep 0.1; done
ctr --address /run/import.sock --namespace k8s.io images import "$2" > /dev/null
kill %1
wait
`;

/** @returns a folder to copy for every node */
export async function imageStore(archive, log) {
  const { mtimeMs, size } = statSync(archive);
  const key = createHash('sha256').update(`${path.resolve(archive)} ${mtimeMs} ${size}`).digest('hex').slice(0, 12);
  const store = path.join(cacheFolder, `containerd-${key}`);
  if (existsSync(store)) return store;
  mkdirSync(cacheFolder, { recursive: true });
  for (const old of readdirSync(cacheFolder).filter((name) => name.startsWith('containerd-'))) {
    rmSync(path.join(cacheFolder, old), { recursive: true, force: true });
  }
  log(`importing ${archive} (once)`);
  const part = `${store}.${process.pid}`;
  mkdirSync(part);
  const { status } = spawnSync('unshare', ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc', 'bash', '-c', IMPORT, 'import', part, path.resolve(archive)],
    { stdio: ['ignore', 2, 2] });
  if (status !== 0) {
    rmSync(part, { recursive: true, force: true });
    throw new Error(`containerd did not import ${archive}`);
  }
  renameSync(part, store);
  return store;
}
