// What an unpacked engine is made of: programs of another Debian release, started by that release's own dynamic loader.
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Engines that a Debian release's main archive carries, as lib/model/engine.ts knows them. */
export const ENGINES = [
  { name: 'redis-7.0', suite: 'bookworm' },
  { name: 'redis-8.0', suite: 'trixie' },
  { name: 'valkey-8.1', suite: 'trixie' },
].map((engine) => {
  const [family, version] = engine.name.split('-');
  const named = (suffixes) => suffixes.map((suffix) => `${family}-${suffix}`);
  return { ...engine, version, programs: named(['server', 'sentinel', 'cli']), packages: named(['server', 'sentinel', 'tools']) };
});

/** The engine's own packages and the shared libraries among what they need; no package's scripts ever run. */
export function worthUnpacking(closure, packages) {
  return closure.filter((name) => packages.includes(name) || /^(lib|zlib1g)/.test(name));
}

/**
 * A program that starts another one with the loader and the libraries it was built for. `exec`: the process that was started
 * becomes the server, so that signals and process ids mean it. Sentinel is the server under another name: the loader passes
 * that on.
 */
export function wrapper({ program, loader, libraries }) {
  const searched = libraries.map((folder) => `$root/${folder}`).join(':');
  return `#!/bin/sh
# Made by scripts/engines.mjs. Works wherever its folder is moved to.
root=\${0%/*}/..
exec "$root/${loader}" --library-path "${searched}" --argv0 ${program} "$root/usr/bin/${program}" "$@"
`;
}

/** Folders of shared libraries and the dynamic loader in an unpacked root, as paths within it. */
export function librariesOf(root) {
  const libraries = ['usr/lib', 'lib'].flatMap((parent) => {
    const folder = path.join(root, parent);
    const inside = existsSync(folder) ? readdirSync(folder) : [];
    // The multiarch folders, for example x86_64-linux-gnu.
    return inside.filter((name) => /-linux-gnu/.test(name)).map((name) => path.join(parent, name));
  });
  const loader = libraries
    .flatMap((folder) => readdirSync(path.join(root, folder)).map((name) => path.join(folder, name)))
    .find((file) => /^ld-linux.*\.so\.\d+$/.test(path.basename(file)));
  if (!loader) {
    throw new Error('no dynamic loader (ld-linux*.so.*) among the unpacked packages');
  }
  return { loader, libraries };
}

/** Puts a wrapper for each program into `bin`. */
export function writeWrappers(root, programs) {
  const { loader, libraries } = librariesOf(root);
  mkdirSync(path.join(root, 'bin'), { recursive: true });
  for (const program of programs) {
    const file = path.join(root, 'bin', program);
    writeFileSync(file, wrapper({ program, loader, libraries }));
    chmodSync(file, 0o755);
  }
}
