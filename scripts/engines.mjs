// `npm run engines [names]`: makes the engines that this machine's packages do not offer available to the lab, in `.engines` of
// this checkout and nowhere else: packages of another Debian release are downloaded and unpacked, not installed. Needs no root.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { aptOptions, mirror, sourceLine } from './engines/debian-mirror.mjs';
import { PrivateApt } from './engines/private-apt.mjs';
import { ENGINES, worthUnpacking, writeWrappers } from './engines/programs.mjs';

/** Exit codes: an engine cannot be had on this machine; a name that is none. */
const CANNOT = 3;
const USAGE = 2;
const TARGET = process.env.REDIS_HA_ENGINES || path.join(import.meta.dirname, '../.engines');

const log = (message) => console.error(`engines: ${message}`);
const has = (command) => spawnSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' }).status === 0;
const megabytes = (folder) => `${Math.round(Number(execFileSync('du', ['-sk', folder], { encoding: 'utf8' }).split('\t')[0]) / 1024)} MB`;

/** What `--version` says when every program there is and answers; undefined otherwise. */
function versionIn({ programs, version }, folder) {
  const said = programs.map((program) => spawnSync(folder ? path.join(folder, program) : program, ['--version'], { encoding: 'utf8' }));
  const [server] = said.map(({ stdout }) => /v=(\S+)/.exec(stdout ?? '')?.[1]);
  return said.every(({ status }) => status === 0) && server?.startsWith(`${version}.`) ? server : undefined;
}

/** @returns the engines that are neither unpacked nor, unless they were asked for by name, installed. */
function missing(named) {
  return ENGINES.filter(({ name }) => !named.length || named.includes(name)).filter((engine) => {
    const unpacked = versionIn(engine, path.join(TARGET, engine.name, 'bin'));
    const installed = unpacked || named.length ? undefined : versionIn(engine);
    if (unpacked ?? installed) {
      log(`${engine.name}: ${unpacked ?? installed} is ${unpacked ? 'there' : 'installed on this machine'}`);
    }
    return !(unpacked ?? installed);
  });
}

/** Unpacks beside the target and moves: whoever looks finds a whole engine or none. */
function unpack(engine, files) {
  const part = path.join(TARGET, `.${engine.name}.${process.pid}.part`);
  try {
    mkdirSync(part, { recursive: true });
    files.forEach((file) => execFileSync('dpkg-deb', ['--extract', file, part], { stdio: ['ignore', 2, 2] }));
    ['usr/share', 'etc', 'var', 'usr/lib/systemd'].forEach((unused) => rmSync(path.join(part, unused), { recursive: true, force: true }));
    writeWrappers(part, engine.programs);
    const version = versionIn(engine, path.join(part, 'bin'));
    if (!version) {
      throw new Error(`the unpacked programs of ${engine.name} do not run here, or are of another version`);
    }
    const target = path.join(TARGET, engine.name);
    rmSync(target, { recursive: true, force: true });
    renameSync(part, target);
    log(`${engine.name}: ${version} unpacked (${megabytes(target)})`);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

function fetch(suite, engines, source) {
  const folder = mkdtempSync(path.join(tmpdir(), 'redis-ha-apt-'));
  try {
    log(`${engines.map(({ name }) => name).join(', ')}: asking the mirror of this machine for Debian's ${suite}`);
    const apt = new PrivateApt(folder, sourceLine(source, suite), aptOptions());
    apt.update();
    const wanted = new Map(engines.map((engine) => [engine, worthUnpacking(apt.closure(engine.packages), engine.packages)]));
    const files = apt.download([...new Set([...wanted.values()].flat())]);
    wanted.forEach((names, engine) => unpack(engine, names.map((name) => files[name])));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function main(named) {
  const unknown = named.find((name) => !ENGINES.some((engine) => engine.name === name));
  if (unknown) {
    log(`no Debian release has "${unknown}"; use ${ENGINES.map(({ name }) => name).join(', ')}`);
    return USAGE;
  }
  const wanted = missing(named);
  if (!wanted.length) {
    return 0;
  }
  const names = wanted.map(({ name }) => name).join(', ');
  const lacking = ['apt-get', 'apt-config', 'dpkg-deb'].filter((command) => !has(command));
  const source = mirror();
  if (lacking.length || !source) {
    log(`${names} cannot be had here: ${lacking.length ? `no ${lacking.join(', ')}` : 'no Debian mirror among this machine\'s apt sources'}`);
    return CANNOT;
  }
  let status = 0;
  for (const suite of new Set(wanted.map((engine) => engine.suite))) {
    try {
      fetch(suite, wanted.filter((engine) => engine.suite === suite), source);
    } catch (error) {
      log(`Debian's ${suite} cannot be had here: ${error.message.split('\n')[0]}`);
      status = CANNOT;
    }
  }
  return status;
}

process.exitCode = main(process.argv.slice(2));
