// apt with a configuration, package lists and cache of its own: it reads what this machine's apt is told about the mirror
// and changes nothing of it. What it downloads is verified as apt always does it, by the archive's signature.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The apt.conf of an apt whose whole world is that folder. `options`: lines taken over from the machine's own. */
export function aptConf(folder, options) {
  const value = (name, text) => `${name} "${text}";`;
  return [
    // Parts of the machine's configuration may run commands after an update, docker-clean for one.
    value('Dir::Etc::main', '/dev/null'), value('Dir::Etc::parts', '/dev/null'),
    value('Dir::Etc::preferences', '/dev/null'), value('Dir::Etc::preferencesparts', '/dev/null'),
    value('Dir::Etc::sourcelist', path.join(folder, 'sources.list')), value('Dir::Etc::sourceparts', '/dev/null'),
    value('Dir::State', path.join(folder, 'state')), value('Dir::State::status', path.join(folder, 'state/status')),
    value('Dir::Cache', path.join(folder, 'cache')), value('Dir::Log', path.join(folder, 'log')),
    value('Acquire::Languages', 'none'), value('APT::Install-Recommends', 'false'),
    ...options, '',
  ].join('\n');
}

/** Packages, in the order of installation, that `apt-get --simulate install` lists. */
export const simulated = (output) => [...output.matchAll(/^Inst (\S+) /gm)].map(([, name]) => name);

export class PrivateApt {
  #folder;
  #env;

  constructor(folder, source, options) {
    this.#folder = folder;
    // apt fetches as a user of its own where it can; it has to get in here.
    chmodSync(folder, 0o755);
    for (const inner of ['state/lists/partial', 'cache/archives/partial', 'log', 'debs']) {
      mkdirSync(path.join(folder, inner), { recursive: true });
    }
    // Nothing is installed in this world, so that whatever a package needs is listed.
    writeFileSync(path.join(folder, 'state/status'), '');
    writeFileSync(path.join(folder, 'sources.list'), `${source}\n`);
    writeFileSync(path.join(folder, 'apt.conf'), aptConf(folder, options));
    this.#env = { ...process.env, APT_CONFIG: path.join(folder, 'apt.conf'), LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
  }

  update() {
    this.#run(['update', '-q'], { stdio: ['ignore', 2, 2] });
  }

  /** Everything those packages need, themselves included. */
  closure(packages) {
    return simulated(this.#run(['--simulate', 'install', ...packages], { encoding: 'utf8', stdio: ['ignore', 'pipe', 2] }));
  }

  /** @returns path of each package's file, by its name. */
  download(packages) {
    const debs = path.join(this.#folder, 'debs');
    // Into a folder that nobody else may write to, not even apt's own user: it would only warn of that.
    this.#run(['download', '-q', '-o', 'APT::Sandbox::User=root', ...packages], { cwd: debs, stdio: ['ignore', 2, 2] });
    return Object.fromEntries(readdirSync(debs).map((file) => [file.split('_')[0], path.join(debs, file)]));
  }

  #run(args, options) {
    return execFileSync('apt-get', args, { ...options, env: this.#env, maxBuffer: 1e8 });
  }
}
