// Kubernetes' programs from Debian 12's own source package "kubernetes" (1.20, the last that Debian has whole). About six
// minutes on two cores, once. Newer ones work as well: whoever has a folder of them names it in LOCAL_K8S_BIN.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { aptOptions, mirror, sourceLine } from '../engines/debian-mirror.mjs';

const SUITE = 'bookworm';
export const PROGRAMS = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'kubectl', 'kube-proxy'];

/** Runs in the chroot. Without a commit to ask, the build would call itself v0.0.0 and kubelet and API server disagree. */
const BUILD = `set -e
cd /build
apt-get update -q
apt-get source -q --only-source kubernetes
cd kubernetes-1.20*/
version=$(dpkg-parsechangelog -S Version | sed -E 's/.*really([0-9.]+).*/v\\1/; s/^[^v]([0-9.]+).*/v\\1/')
export HOME=/root GOPROXY=off CGO_ENABLED=0 GOCACHE=/build/cache GO111MODULE=off GOTOOLCHAIN=local GOLDFLAGS="-s -w" GOPATH=$PWD/.go
mkdir -p .go/src/k8s.io
ln -s ../../.. .go/src/k8s.io/kubernetes
printf "KUBE_GIT_COMMIT='debian'\\nKUBE_GIT_TREE_STATE='clean'\\nKUBE_GIT_VERSION='%s'\\nKUBE_GIT_MAJOR='1'\\nKUBE_GIT_MINOR='20'\\n" "$version" > .version
export KUBE_GIT_VERSION_FILE=$PWD/.version
make WHAT="${PROGRAMS.map((program) => `cmd/${program}`).join(' ')}"
mkdir /build/out
cp _output/bin/kube* /build/out/
`;

/** @returns the folder of the programs, built unless they are there */
export function buildPrograms(folder, log) {
  if (PROGRAMS.every((program) => existsSync(path.join(folder, program)))) {
    return folder;
  }
  const source = mirror();
  if (!source) {
    throw new Error('building Kubernetes needs a Debian machine whose apt sources name a Debian mirror');
  }
  mkdirSync(path.dirname(folder), { recursive: true });
  // Beside the target: the chroot takes some gigabytes for a while, which /tmp may not have.
  const work = mkdtempSync(`${folder}.`);
  const root = path.join(work, 'root');
  const mounts = [];
  try {
    log(`building Kubernetes from Debian's source package (once; about six minutes)`);
    const line = sourceLine(source, SUITE);
    execFileSync('mmdebstrap', [
      '--quiet', '--variant=minbase', '--include=golang-go,rsync,jq,git,make,dpkg-dev,ca-certificates',
      ...aptOptions().map((option) => `--aptopt=${option.replace(/;$/, '')}`), SUITE, root, line, line.replace(/^deb /, 'deb-src '),
    ], { stdio: ['ignore', 2, 2] });
    mkdirSync(path.join(root, 'build'));
    writeFileSync(path.join(root, 'build/build.sh'), BUILD);
    // The build reads /dev/fd.
    for (const [from, to] of [['/proc', 'proc'], ['/dev', 'dev']]) {
      execFileSync('mount', ['--bind', from, path.join(root, to)]);
      mounts.unshift(path.join(root, to));
    }
    execFileSync('chroot', [root, 'bash', '/build/build.sh'], { stdio: ['ignore', 2, 2] });
    const part = path.join(work, 'bin');
    cpSync(path.join(root, 'build/out'), part, { recursive: true });
    rmSync(folder, { recursive: true, force: true });
    renameSync(part, folder);
    return folder;
  } finally {
    const busy = mounts.filter((mount) => spawnSync('umount', [mount]).status !== 0);
    // Never through a mount of the machine's own /dev.
    if (busy.length === 0) rmSync(work, { recursive: true, force: true });
    else log(`left ${work}: ${busy.join(', ')} could not be unmounted`);
  }
}
