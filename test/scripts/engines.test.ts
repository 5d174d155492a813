import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Engine } from '../../lib/model';

const scripts = path.join(__dirname, '../../scripts');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'engines-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Value of an expression over a module of scripts/engines, as JSON brings it here; `a`: what the expression may use. */
function evaluate<T>(module: string, expression: string, a: unknown = {}, env: Record<string, string> = {}): T {
  const url = pathToFileURL(path.join(scripts, 'engines', module)).href;
  const source = `import * as m from ${JSON.stringify(url)}; const a = JSON.parse(process.argv[1]); console.log(JSON.stringify(${expression}) ?? 'null');`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', source, JSON.stringify(a)], {
    encoding: 'utf8', env: { ...process.env, ...env },
  });
  if (status !== 0) {
    throw new Error(stderr);
  }
  return JSON.parse(stdout) as T;
}

function put(file: string, content: string, mode = 0o644): string {
  const target = path.join(folder, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, content);
  chmodSync(target, mode);
  return target;
}

describe('the mirror', () => {
  const release = (text = 'ID=debian\nVERSION_CODENAME=bookworm\n'): string => put('os-release', text);
  const mirror = (osRelease = release()): unknown => evaluate('debian-mirror.mjs', 'm.mirror(a.etc, a.osRelease)', { etc: folder, osRelease });

  test('is the source of this machine\'s own release, not the security archive nor somebody\'s repository', () => {
    put('sources.list', '# a comment\ndeb https://other.example/apt other-bookworm main\n');
    put('sources.list.d/debian.sources', [
      'Types: deb\nURIs: https://off.example/debian\nSuites: bookworm\nEnabled: no\n',
      'Types: deb\nURIs: https://mirror.example/security\nSuites: bookworm-security\n',
      'Types: deb deb-src\nURIs: https://mirror.example/debian https://second.example\nSuites: bookworm bookworm-updates\n'
        + 'Signed-By: /usr/share/keyrings/debian.gpg\n',
    ].join('\n'));
    expect(mirror()).toEqual({
      uri: 'https://mirror.example/debian', suites: 'bookworm bookworm-updates', trusted: false, signedBy: '/usr/share/keyrings/debian.gpg',
    });
  });

  test.each([
    ['deb http://mirror.example/debian bookworm main', 'deb http://mirror.example/debian trixie main'],
    ['deb [arch=amd64 signed-by=/k.gpg] http://m.example/ stable main', 'deb [signed-by=/k.gpg] http://m.example/ trixie main'],
    ['deb [trusted=yes] file:/srv/debian bookworm main', 'deb [trusted=yes] file:/srv/debian trixie main'],
  ])('%s becomes %s', (line, expected) => {
    put('sources.list', `${line}\n`);
    expect(evaluate('debian-mirror.mjs', 'm.sourceLine(a, "trixie")', mirror())).toBe(expected);
  });

  test('there is none on another distribution, nor without a source', () => {
    put('sources.list', 'deb http://mirror.example/ubuntu bookworm main\n');
    expect(mirror(release('ID=ubuntu\nVERSION_CODENAME=bookworm\n'))).toBeNull();
    put('sources.list', '');
    expect(mirror()).toBeNull();
    expect(mirror(path.join(folder, 'no-such-file'))).toBeNull();
  });

  test('what apt needs to reach it is taken over, nothing else', () => {
    const dump = ['Acquire::http::Proxy "http://proxy.example:1";', 'Acquire::https "";', 'Acquire::Check-Date "false";', 'Acquire::Retries "3";',
      'APT::Update::Post-Invoke:: "rm -f /everything";', 'Dir::State "/var/lib/apt";'].join('\n');
    expect(evaluate('debian-mirror.mjs', 'm.aptOptions(a)', dump)).toEqual([
      'Acquire::http::Proxy "http://proxy.example:1";', 'Acquire::Check-Date "false";', 'Acquire::Retries "3";',
    ]);
  });
});

describe('the private apt', () => {
  test('reads none of the machine\'s configuration and keeps all it writes in its folder', () => {
    const lines = evaluate<string>('private-apt.mjs', 'm.aptConf("/f", ["Acquire::Retries \\"3\\";"])').trim().split('\n');
    const settings = Object.fromEntries(lines.map((line) => /^(\S+) "(.*)";$/.exec(line)!.slice(1)));
    for (const name of ['main', 'parts', 'preferences', 'preferencesparts', 'sourceparts']) {
      expect(settings[`Dir::Etc::${name}`]).toBe('/dev/null');
    }
    for (const name of ['Dir::Etc::sourcelist', 'Dir::State', 'Dir::State::status', 'Dir::Cache', 'Dir::Log']) {
      expect(settings[name]).toMatch(/^\/f\//);
    }
    expect(settings['Acquire::Retries']).toBe('3');
  });

  test('asks apt-get with that configuration: update, what is needed, download', () => {
    put('bin/apt-get', `#!/bin/sh
echo "$APT_CONFIG $@" >> ${folder}/log
case "$*" in
  --simulate*) echo "Inst libc6 (2.41 Debian:13)"; echo "Inst redis-server (8.0 Debian:13) []"; echo "Conf libc6 (2.41)";;
  download*) touch libc6_2.41_amd64.deb redis-server_5%3a8.0_amd64.deb;;
esac`, 0o755);
    const world = path.join(folder, 'world');
    mkdirSync(world);
    const result = evaluate<{ closure: string[]; files: Record<string, string> }>('private-apt.mjs', `(() => {
      const apt = new m.PrivateApt(a.world, 'deb http://m.example trixie main', []);
      apt.update();
      const closure = apt.closure(['redis-server']);
      return { closure, files: apt.download(closure) };
    })()`, { world }, { PATH: `${path.join(folder, 'bin')}:${process.env.PATH}` });
    expect(result.closure).toEqual(['libc6', 'redis-server']);
    expect(Object.keys(result.files).sort()).toEqual(['libc6', 'redis-server']);
    expect(Object.values(result.files).every((file) => existsSync(file) && file.startsWith(world))).toBe(true);
    const config = path.join(world, 'apt.conf');
    expect(readFileSync(path.join(folder, 'log'), 'utf8').trim().split('\n')).toEqual([
      `${config} update -q`,
      `${config} --simulate install redis-server`,
      `${config} download -q -o APT::Sandbox::User=root libc6 redis-server`,
    ]);
    expect(readFileSync(path.join(world, 'sources.list'), 'utf8')).toBe('deb http://m.example trixie main\n');
  });
});

describe('an unpacked engine', () => {
  interface Known { name: string; suite: string; programs: string[]; packages: string[] }

  test('is one the library knows, from the release it names, with its programs and packages', () => {
    const known = evaluate<Known[]>('programs.mjs', 'm.ENGINES');
    expect(known.map(({ name }) => name).sort())
      .toEqual(Engine.all().filter(({ packages }) => packages.debianRelease).map(({ name }) => name).sort());
    for (const { name, suite, programs, packages } of known) {
      const engine = Engine.of(name);
      expect(suite).toBe(engine.packages.debianRelease);
      expect(programs).toEqual([engine.binaries.server, engine.binaries.sentinel, engine.binaries.cli]);
      expect(packages).toEqual([engine.packages.server, engine.packages.sentinel, engine.packages.tools]);
    }
  });

  test('holds its own packages and libraries, not what an installation would need', () => {
    const closure = ['gcc-14-base', 'libc6', 'adduser', 'zlib1g', 'debconf', 'libssl3t64', 'redis-tools', 'redis-server'];
    expect(evaluate('programs.mjs', 'm.worthUnpacking(a, ["redis-server", "redis-tools"])', closure))
      .toEqual(['libc6', 'zlib1g', 'libssl3t64', 'redis-tools', 'redis-server']);
  });

  // Debian 12's packages still unpack to /lib, Debian 13's to /usr/lib.
  test.each(['usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2', 'lib/aarch64-linux-gnu/ld-linux-aarch64.so.1'])('starts through %s', (loader) => {
    // Stands for the loader: says which process it is and what it was told.
    put(`root/${loader}`, '#!/bin/sh\necho $$\nfor word in "$@"; do echo "$word"; done\n', 0o755);
    put('root/usr/lib/x86_64-linux-gnu/libssl.so.3', '');
    const root = path.join(folder, 'root');
    evaluate('programs.mjs', 'm.writeWrappers(a.root, ["redis-server", "redis-sentinel"])', { root });
    const moved = path.join(folder, 'moved to another place');
    renameSync(root, moved);
    const run = spawnSync(path.join(moved, 'bin', 'redis-sentinel'), ['a file.conf', '--port', ''], { encoding: 'utf8' });
    const [pid, ...words] = run.stdout.split('\n').slice(0, -1);
    // It became the server: no shell stands between the server and who supervises it.
    expect(Number(pid)).toBe(run.pid);
    const at = `${moved}/bin/..`;
    const libraries = words[1]!.split(':');
    expect(libraries).toContain(`${at}/${path.dirname(loader)}`);
    expect(libraries).toContain(`${at}/usr/lib/x86_64-linux-gnu`);
    expect([words[0], ...words.slice(2)])
      .toEqual(['--library-path', '--argv0', 'redis-sentinel', `${at}/usr/bin/redis-sentinel`, 'a file.conf', '--port', '']);
  });

  test('without a loader there is no engine', () => {
    put('root/usr/lib/x86_64-linux-gnu/libssl.so.3', '');
    expect(() => evaluate('programs.mjs', 'm.librariesOf(a.root)', { root: path.join(folder, 'root') })).toThrow(/no dynamic loader/);
  });
});

describe('npm run engines', () => {
  const run = (args: string[], PATH: string) => spawnSync(process.execPath, [path.join(scripts, 'engines.mjs'), ...args], {
    encoding: 'utf8', env: { ...process.env, PATH, REDIS_HA_ENGINES: path.join(folder, 'engines') },
  });
  const programs = (bin: string, family: string, version: string): void => ['server', 'sentinel', 'cli'].forEach((program) => {
    put(`${bin}/${family}-${program}`, `#!/bin/sh\necho "v=${version}"\n`, 0o755);
  });

  test('leaves alone what is unpacked or installed', () => {
    programs('bin', 'redis', '7.0.15');
    programs('engines/redis-8.0/bin', 'redis', '8.0.2');
    programs('engines/valkey-8.1/bin', 'valkey', '8.1.1');
    const { status, stderr } = run([], path.join(folder, 'bin'));
    expect(stderr.trim().split('\n')).toEqual([
      'engines: redis-7.0: 7.0.15 is installed on this machine',
      'engines: redis-8.0: 8.0.2 is there',
      'engines: valkey-8.1: 8.1.1 is there',
    ]);
    expect(status).toBe(0);
  });

  test('says which engines cannot be had, and why, and exits 3; another version or half an engine is none', () => {
    programs('engines/redis-8.0/bin', 'redis', '8.2.0');
    programs('engines/valkey-8.1/bin', 'valkey', '8.1.1');
    rmSync(path.join(folder, 'engines/valkey-8.1/bin/valkey-sentinel'));
    const { status, stderr } = run([], path.join(folder, 'bin'));
    expect(stderr).toBe('engines: redis-7.0, redis-8.0, valkey-8.1 cannot be had here: no apt-get, apt-config, dpkg-deb\n');
    expect(status).toBe(3);
  });

  test('an engine that no Debian release has', () => {
    const { status, stderr } = run(['valkey-9.0'], process.env.PATH!);
    expect(stderr).toBe('engines: no Debian release has "valkey-9.0"; use redis-7.0, redis-8.0, valkey-8.1\n');
    expect(status).toBe(2);
  });
});
