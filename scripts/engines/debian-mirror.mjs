// The Debian mirror this machine already uses. No host is named in this repository: whoever's machine it is has chosen one.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** @returns the source of this machine's own release, with the options apt has for it; undefined where it is not Debian. */
export function mirror(etc = '/etc/apt', osRelease = '/etc/os-release') {
  const release = existsSync(osRelease) ? readFileSync(osRelease, 'utf8') : '';
  if (!/^ID="?debian"?$/m.test(release)) {
    return undefined;
  }
  const folder = path.join(etc, 'sources.list.d');
  const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  const found = [];
  for (const file of files.filter((name) => name.endsWith('.sources'))) {
    for (const stanza of read(path.join(folder, file)).split(/\n\s*\n/)) {
      const field = (name) => new RegExp(`^${name}:[ \\t]*(.+)$`, 'mi').exec(stanza)?.[1].trim() ?? '';
      if (/\bdeb\b/.test(field('Types')) && !/^no$/i.test(field('Enabled'))) {
        found.push({
          uri: field('URIs').split(/\s+/)[0], suites: field('Suites'), trusted: /^yes$/i.test(field('Trusted')),
          signedBy: /^\/\S+$/.exec(field('Signed-By'))?.[0],
        });
      }
    }
  }
  const lists = [path.join(etc, 'sources.list'), ...files.filter((name) => name.endsWith('.list')).map((name) => path.join(folder, name))];
  for (const line of lists.flatMap((file) => read(file).split('\n'))) {
    const match = /^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)/.exec(line.trim());
    if (match) {
      const options = match[1] ?? '';
      const [trusted, signedBy] = [/\btrusted=yes\b/.test(options), /\bsigned-by=(\/\S+)/.exec(options)?.[1]];
      found.push({ uri: match[2], suites: match[3], trusted, signedBy });
    }
  }
  // The main archive, not the security one nor somebody's own repository: the suite is a bare code name of Debian.
  const codename = /^VERSION_CODENAME="?(\w+)"?$/m.exec(release)?.[1];
  return found.find(({ suites }) => suites.split(/\s+/).some((suite) => suite === codename || suite === 'stable'));
}

/** The line of a sources.list that names another release on the same mirror. What proves it genuine stays what it was. */
export function sourceLine({ uri, trusted, signedBy }, suite) {
  const options = [trusted ? 'trusted=yes' : '', signedBy ? `signed-by=${signedBy}` : ''].filter(Boolean).join(' ');
  return `deb ${options && `[${options}] `}${uri} ${suite} main`;
}

/** Settings of this machine's apt that decide whether the mirror is reachable, as lines of an apt.conf. */
export function aptOptions(dump = execFileSync('apt-config', ['dump'], { encoding: 'utf8' })) {
  return dump.split('\n').filter((line) => /^Acquire::(https?::|Check-Valid-Until|Check-Date|Retries)/.test(line) && / ".+";$/.test(line));
}
