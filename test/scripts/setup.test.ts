import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const script = path.join(__dirname, '../../scripts/setup.mjs');
const COMMANDS = ['redis-server', 'redis-sentinel', 'redis-cli', 'nft', 'setpriv'];

describe('scripts/setup.mjs', () => {
  let bin: string;

  beforeEach(() => {
    bin = mkdtempSync(path.join(tmpdir(), 'setup-test-'));
    // `env` of install() is looked up on the path too.
    put('env', 'while [ "${1#*=}" != "$1" ]; do export "$1"; shift; done; exec "$@"');
  });
  afterEach(() => rmSync(bin, { recursive: true, force: true }));

  function put(command: string, body = '') {
    writeFileSync(path.join(bin, command), `#!/bin/sh\n${body}\n`);
    chmodSync(path.join(bin, command), 0o755);
  }

  /** Runs with a PATH that holds only the fakes; `root` decides whether packages may be installed. */
  function run(root: boolean) {
    const become = `process.getuid = () => ${root ? 0 : 1000}; const { setupOrExit } = await import(process.argv[1]); setupOrExit();`;
    return spawnSync(process.execPath, ['--input-type=module', '-e', become, script], {
      encoding: 'utf8', env: { ...process.env, PATH: bin },
    });
  }

  const log = () => (existsSync(path.join(bin, 'log')) ? readFileSync(path.join(bin, 'log'), 'utf8') : '');
  const aptGet = (creates: string[]) => put('apt-get', [
    `echo "$DEBIAN_FRONTEND $@" >> ${bin}/log`,
    '[ "$1" = install ] || exit 0',
    ...creates.map((command) => `printf '#!/bin/sh\\n' > ${bin}/${command}; /bin/chmod 755 ${bin}/${command}`),
  ].join('\n'));

  test('does nothing when everything is there', () => {
    COMMANDS.forEach((command) => put(command));
    aptGet([]);
    expect(run(true)).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(log()).toBe('');
  });

  test('as root updates the index, installs the packages of what is missing and nothing else', () => {
    ['redis-cli', 'nft', 'setpriv'].forEach((command) => put(command));
    aptGet(['redis-server', 'redis-sentinel']);
    expect(run(true).status).toBe(0);
    expect(log().split('\n')).toEqual([
      'noninteractive update -q',
      'noninteractive install -q -y --no-install-recommends redis-server redis-sentinel',
      '',
    ]);
  });

  test('without root says what to install and exits 3', () => {
    aptGet([]);
    const { status, stderr } = run(false);
    expect(status).toBe(3);
    expect(stderr).toMatch(/missing on this machine: redis-server, redis-sentinel, redis-cli.*apt-get install redis-server redis-sentinel/);
    expect(log()).toBe('');
  });

  test('without root uses a sudo that asks nothing', () => {
    aptGet(COMMANDS);
    put('sudo', '[ "$1" = -n ] || exit 1; shift; exec "$@"');
    put('true');
    expect(run(false).status).toBe(0);
    expect(log()).toMatch(/install .*redis-tools/);
  });

  test('without root goes on when only what needs root is missing', () => {
    ['redis-server', 'redis-sentinel', 'redis-cli', 'setpriv'].forEach((command) => put(command));
    const { status, stderr } = run(false);
    // nft may be in a system folder of this machine, which is looked through whatever PATH says.
    expect(status).toBe(0);
    expect(stderr).toMatch(/^$|without nft what cuts the network is left out/);
  });

  test('a failed installation exits 3 and says what to install', () => {
    put('apt-get', 'exit 100');
    const { status, stderr } = run(true);
    expect(status).toBe(3);
    expect(stderr).toMatch(/apt-get was tried/);
  });

  test('an installation that brings no command exits 3', () => {
    aptGet([]);
    expect(run(true).status).toBe(3);
  });
});
