// The images of a cluster that reaches no registry, made of packages of Debian 13.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { aptOptions, mirror, sourceLine } from '../engines/debian-mirror.mjs';
import { DockerArchive } from './docker-archive.mjs';

const SUITE = 'trixie';
export const PAUSE = 'localhost/pause:1';
/** By what the catalogue of the manifests calls them. The official images run as the same user ids. */
const IMAGES = [
  { tag: 'redis:8.0', packages: ['redis-server', 'redis-sentinel', 'redis-tools'], user: '999' },
  { tag: 'valkey:8.1', packages: ['valkey-server', 'valkey-sentinel', 'valkey-tools'], user: '999' },
  { tag: 'node:20', packages: ['nodejs', 'ca-certificates'], user: '1000' },
];
const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What holds a pod's namespaces. It is PID 1 of a pod that shares its process namespace, and so has to reap. */
const PAUSE_SOURCE = `#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
static void end(int signal) { (void)signal; exit(0); }
static void reap(int signal) { (void)signal; while (waitpid(-1, 0, WNOHANG) > 0); }
int main(void) { signal(SIGTERM, end); signal(SIGINT, end); signal(SIGCHLD, reap); for (;;) pause(); }
`;

/** @returns path of the archive, made unless it is in the cache */
export async function buildImages(cache, log) {
  const key = createHash('sha256').update(readFileSync(new URL(import.meta.url))).digest('hex').slice(0, 12);
  const archive = path.join(cache, `images-${key}.tar`);
  if (existsSync(archive)) {
    return archive;
  }
  const source = mirror();
  if (!source) {
    throw new Error('making images needs a Debian machine whose apt sources name a Debian mirror');
  }
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(path.join(cache, 'images.'));
  try {
    const images = new DockerArchive(path.join(work, 'archive'));
    await images.add(PAUSE, pauseLayer(work), { Entrypoint: ['/pause'] });
    for (const [number, { tag, packages, user }] of IMAGES.entries()) {
      log(`making ${tag} of Debian's packages (once; half a minute)`);
      const layer = path.join(work, `${number}.tar`);
      execFileSync('mmdebstrap', [
        '--quiet', '--variant=minbase', `--include=${packages.join(',')}`, '--aptopt=APT::Install-Recommends "false"',
        ...aptOptions().map((option) => `--aptopt=${option.replace(/;$/, '')}`),
        ...['doc', 'man', 'locale'].map((folder) => `--dpkgopt=path-exclude=/usr/share/${folder}/*`),
        SUITE, layer, sourceLine(source, SUITE),
      ], { stdio: ['ignore', 2, 2] });
      await images.add(tag, layer, { User: user, Env: [PATH] });
    }
    const part = path.join(work, 'images.tar');
    images.write(part);
    renameSync(part, archive);
    return archive;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function pauseLayer(work) {
  writeFileSync(path.join(work, 'pause.c'), PAUSE_SOURCE);
  execFileSync('gcc', ['-static', '-Os', '-o', path.join(work, 'pause'), path.join(work, 'pause.c')], { stdio: ['ignore', 2, 2] });
  const layer = path.join(work, 'pause.tar');
  execFileSync('tar', ['--create', '--file', layer, '--directory', work, '--numeric-owner', '--owner=0', '--group=0', '--mtime=@0', 'pause']);
  return layer;
}
