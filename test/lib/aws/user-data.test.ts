import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { Packages, SsmAgent, userData, type UserDataInput } from '../../../lib/aws';
import { Engine } from '../../../lib/model';

const INPUT: UserDataInput = {
  node: 'node-1', engine: Engine.REDIS_8_0, packages: Packages.distribution(), ssmAgent: SsmAgent.none(), region: 'eu-central-1',
  pointerParameter: 'pointer', coordinationTable: 'table', volumeId: 'vol-1', stackName: 'stack', signalResource: 'Group', lifecycleHook: 'hook',
};
const AGENT = 'require("fs").writeFileSync(process.env.ROOT + "/installed", process.argv.slice(2).join(" "))';
const POINTER = (accept: string[], moved?: Record<string, string>): string => JSON.stringify({
  moved,
  agent: { bucket: 'bucket', key: 'agent.js', sha256: createHash('sha256').update(AGENT).digest('hex') }, acceptNewVolumes: accept,
});

/** What the machine and AWS around the script are like. */
interface World {
  /** File system blkid finds, or nothing. */
  readonly fs?: string;
  /** Volume the marker names. */
  readonly marked?: string;
  readonly accept?: string[];
  /** Moved nodes and their volumes, as the pointer says. */
  readonly moved?: Record<string, string>;
  /** What describe-volumes answers, one per call; the last one repeats. */
  readonly volume?: string[];
  readonly redisVersion?: string;
  readonly brokenAgent?: boolean;
}

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'redis-ha-user-data-'));
  mkdirSync(join(root, 'bin'));
  mkdirSync(join(root, 'etc/apt/preferences.d'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function program(name: string, body: string): void {
  writeFileSync(join(root, 'bin', name), `#!/bin/bash\necho "${name} $*" >>"$ROOT/calls"\n${body}\n`);
  chmodSync(join(root, 'bin', name), 0o755);
}

/** Runs the script for real, with everything that would change this machine replaced. */
function boot(input: Partial<UserDataInput> = {}, world: World = {}): { status: number; calls: string[]; output: string } {
  program('cloud-init', 'echo i-1');
  for (const name of ['systemctl', 'apt-get', 'mkfs.ext4', 'mount', 'resize2fs', 'chown', 'dpkg', 'sleep']) {
    program(name, name === 'mkfs.ext4' ? 'echo ext4 >"$ROOT/fs"' : '');
  }
  program('mountpoint', 'exit 1');
  for (const name of ['redis-server', 'redis-sentinel', 'redis-cli']) {
    program(name, `echo "Redis server v=${world.redisVersion ?? '8.0.2'} sha=0"`);
  }
  if (world.fs) writeFileSync(join(root, 'fs'), world.fs);
  program('blkid', '[ -e "$ROOT/fs" ] || exit 2; case "$*" in *UUID*) echo 1234;; *) cat "$ROOT/fs";; esac');
  writeFileSync(join(root, 'pointer'), POINTER(world.accept ?? [], world.moved));
  writeFileSync(join(root, 'agent'), world.brokenAgent ? 'tampered' : AGENT);
  (world.volume ?? ['available None', 'in-use i-1']).forEach((answer, index, all) =>
    writeFileSync(join(root, `volume.${index === all.length - 1 ? 'last' : index}`), answer));
  program('aws', `case "$*" in
    "ssm get-parameter"*) cat "$ROOT/pointer";;
    "ec2 describe-volumes"*) n=$(cat "$ROOT/n" 2>/dev/null || echo 0); echo $((n + 1)) >"$ROOT/n"
      cat "$ROOT/volume.$n" 2>/dev/null || cat "$ROOT/volume.last"; echo;;
    "dynamodb get-item"*) echo "${world.marked ?? 'None'}";;
    "s3api get-object"*) cp "$ROOT/agent" "\${@: -1}";;
  esac`);
  const script = userData({ ...INPUT, device: '/dev/loop-control', ...input })
    // Absolute paths outside the test's folder; a character device stands in for the block device.
    .replaceAll('/etc/', `${root}/etc/`).replaceAll('/opt/', `${root}/opt/`).replaceAll('/var/lib/', `${root}/var/lib/`)
    .replaceAll('/usr/bin/node', process.execPath).replace('[ -b "$name" ]', '[ -e "$name" ]');
  writeFileSync(join(root, 'script'), script);
  writeFileSync(join(root, 'etc/fstab'), '');
  const run = spawnSync('bash', [join(root, 'script')], {
    env: { PATH: `${join(root, 'bin')}:${process.env.PATH}`, ROOT: root, RETRY_SECONDS: '0' }, encoding: 'utf8', timeout: 120_000,
  });
  const calls = existsSync(join(root, 'calls')) ? readFileSync(join(root, 'calls'), 'utf8').trim().split('\n') : [];
  return { status: run.status ?? -1, calls, output: run.stdout + run.stderr };
}

const failures = (calls: string[]): string[] => calls.filter((call) => call.startsWith('aws cloudformation signal-resource'));

test('is valid bash', () => {
  expect(() => execFileSync('bash', ['-n'], { input: userData(INPUT) })).not.toThrow();
});

describe('boot', () => {
  test('a new node: masks, installs, attaches, formats, marks, mounts, grows, installs the agent', () => {
    const { status, calls, output } = boot();
    expect({ status, output }).toMatchObject({ status: 0 });
    const order = ['systemctl mask redis-server.service', 'apt-get -qy', 'aws ssm get-parameter', 'aws ec2 attach-volume', 'mkfs.ext4',
      'aws dynamodb put-item', 'mount ', 'resize2fs'];
    const places = order.map((start) => calls.findIndex((call) => call.startsWith(start)));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(readFileSync(join(root, 'installed'), 'utf8')).toBe(`install --config ${root}/etc/redis-ha/node.json`);
    expect(JSON.parse(readFileSync(join(root, 'etc/redis-ha/node.json'), 'utf8'))).toMatchObject({ node: 'node-1', platform: { kind: 'ec2' } });
    expect(readFileSync(join(root, 'etc/fstab'), 'utf8')).toMatch(/^UUID=1234 .*redis-ha ext4 .*nofail/);
    expect(failures(calls)).toEqual([]);
  });

  test('a replaced instance: mounts what is there, formats nothing, claims nothing', () => {
    const { status, calls } = boot({}, { fs: 'ext4', marked: 'vol-1' });
    expect(status).toBe(0);
    expect(calls.filter((call) => /^mkfs|put-item/.test(call))).toEqual([]);
    expect(calls.some((call) => call.startsWith('resize2fs'))).toBe(true);
  });

  test('waits while the previous holder still has the volume, then attaches', () => {
    const { status, calls, output } = boot({}, { fs: 'ext4', marked: 'vol-1', volume: ['in-use i-0', 'in-use i-0', 'available None', 'in-use i-1'] });
    expect(status).toBe(0);
    expect(output).toContain('vol-1 is in-use, held by i-0; waiting');
    expect(calls.filter((call) => call.startsWith('aws ec2 attach-volume'))).toHaveLength(1);
  });

  test('a holder that never lets go: gives up, detaches nothing, signals failure', () => {
    const { status, calls } = boot({}, { volume: ['in-use i-0'] });
    expect(status).toBe(1);
    expect(calls.some((call) => /attach-volume/.test(call))).toBe(false);
    expect(failures(calls)).toEqual([expect.stringContaining('--stack-name stack --logical-resource-id Group --unique-id i-1 --status FAILURE')]);
  });

  test.each([
    { what: 'its own volume has no file system any more', world: { marked: 'vol-1' }, says: /restore it from a snapshot/ },
    { what: 'the marker names another volume', world: { marked: 'vol-0' }, says: /data of node-1 is on vol-0, not on vol-1/ },
    { what: 'the marker names another volume and this one has data', world: { marked: 'vol-0', fs: 'ext4' }, says: /is on vol-0/ },
    { what: 'something else is on the volume', world: { fs: 'LVM2_member' }, says: /cannot tell what is on vol-1/ },
    { what: 'another node is accepted, not this one', world: { marked: 'vol-0', accept: ['node-2'] }, says: /is on vol-0/ },
  ])('mkfs only when blkid finds nothing and no marker names a volume: $what', ({ world, says }) => {
    const { status, calls, output } = boot({}, world);
    expect(status).toBe(1);
    expect(output).toMatch(says);
    expect(calls.filter((call) => /^mkfs/.test(call))).toEqual([]);
    expect(failures(calls)).toHaveLength(1);
  });

  test('a volume the operator has given up is replaced by an empty one, changing exactly that marker', () => {
    const { status, calls } = boot({}, { marked: 'vol-0', accept: ['node-1'] });
    expect(status).toBe(0);
    expect(calls.some((call) => call.startsWith('mkfs.ext4'))).toBe(true);
    expect(calls.find((call) => call.includes('put-item'))).toContain('volumeId = :old');
    expect(calls.find((call) => call.includes('put-item'))).toContain('{":old":{"S":"vol-0"}}');
  });

  test('move-node: in its new zone the node starts empty, without being named twice', () => {
    const { status, calls } = boot({}, { marked: 'vol-0', moved: { 'node-1': 'vol-1' } });
    expect(status).toBe(0);
    expect(calls.find((call) => call.includes('put-item'))).toContain('{":old":{"S":"vol-0"}}');
  });

  test('move-node: an instance that is started in the old zone once more touches nothing', () => {
    const { status, calls, output } = boot({}, { marked: 'vol-9', fs: 'ext4', moved: { 'node-1': 'vol-9' } });
    expect(status).toBe(1);
    expect(output).toMatch(/node-1 lives in another zone now, on vol-9/);
    expect(calls.filter((call) => /attach-volume|put-item|^mount/.test(call))).toEqual([]);
  });

  test('another minor version than planned is refused', () => {
    const { status, output, calls } = boot({}, { redisVersion: '7.0.15' });
    expect(status).toBe(1);
    expect(output).toContain('expected redis-8.0, found');
    expect(failures(calls)).toHaveLength(1);
  });

  test('an agent with another digest is not installed', () => {
    const { status, calls } = boot({}, { brokenAgent: true });
    expect(status).toBe(1);
    expect(existsSync(join(root, 'installed'))).toBe(false);
    expect(failures(calls)).toHaveLength(1);
  });

  test('the SSM agent may fail', () => {
    program('python3', 'exit 1');
    const { status, output } = boot({ ssmAgent: SsmAgent.pinned({ version: '3.3.1.0', sha256: 'b'.repeat(64) }) });
    expect(status).toBe(0);
    expect(output).toContain('no Session Manager on this node');
  });

  test('without CloudFormation a failure signals nobody', () => {
    const { status, calls } = boot({ stackName: undefined, signalResource: undefined }, { marked: 'vol-0' });
    expect(status).toBe(1);
    expect(failures(calls)).toEqual([]);
  });
});

describe('packages', () => {
  const KEY = '-----BEGIN PGP PUBLIC KEY BLOCK-----\nabc\n-----END PGP PUBLIC KEY BLOCK-----';

  test('versions are pinned to the engine\'s minor version, with and without an epoch', () => {
    expect(userData(INPUT)).toContain('Pin: version *:8.0.*');
    expect(userData({ ...INPUT, engine: Engine.VALKEY_8_1 })).toContain('Package: valkey-server valkey-sentinel valkey-tools\\nPin: version 8.1.*');
  });

  test('an exact version is asked for by name', () => {
    expect(userData({ ...INPUT, packages: Packages.distribution({ versions: { 'redis-server': '5:8.0.2-3' } }) }))
      .toContain('\'redis-server=5:8.0.2-3\'');
  });

  test('a repository is used with its key only', () => {
    const script = userData({ ...INPUT, packages: Packages.aptRepository({ url: 'https://packages.example.org/deb', suite: 'trixie', signingKey: KEY }) });
    expect(script).toContain('deb [signed-by=/etc/apt/keyrings/redis-ha.asc] https://packages.example.org/deb trixie main');
    expect(script).toContain(KEY);
  });

  test('user data that EC2 would not take is refused', () => {
    const packages = Packages.aptRepository({ url: 'https://packages.example.org/deb', suite: 'trixie', signingKey: KEY + 'x'.repeat(16_000) });
    expect(() => userData({ ...INPUT, packages })).toThrow(/EC2 takes 16384: shorten packages.signingKey/);
  });
});
