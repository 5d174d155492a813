import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { POD_PATHS } from '../../../lib/config';
import { LONGEST_PART, partsOf, programParts, UNPACK } from '../../../lib/manifests/program-parts';
import { containerOf, containersOf, inputWith, ofKind, PLANS, PROGRAM, restoreWith } from './inputs';

const INPUT = inputWith(PLANS.Sentinel!, { restore: restoreWith() });

test('no part is longer than what kubectl can keep of it, and each is a ConfigMap that never changes', () => {
  const parts = programParts(INPUT);
  expect(parts.map(({ key }) => key)).toEqual(['redis-ha-agent.js.gz.00', 'redis-ha-agent.js.gz.01', 'redis-ha-seed.js.gz.00']);
  for (const { name, key, base64 } of parts) {
    expect(base64.length).toBeLessThanOrEqual(LONGEST_PART);
    const [object] = ofKind(INPUT, 'ConfigMap').filter(({ metadata }) => metadata.name === name);
    expect(object).toMatchObject({ immutable: true, binaryData: { [key]: base64 } });
  }
});

test('the same program gives the same bytes, and another one another name', () => {
  const again = partsOf('cache', [{ file: 'redis-ha-agent.js', text: Buffer.from(PROGRAM) }]);
  expect(again).toEqual(programParts(inputWith(PLANS.Sentinel!)));
  const [other] = partsOf('cache', [{ file: 'redis-ha-agent.js', text: Buffer.from('other') }]);
  expect(other!.name).not.toBe(again[0]!.name);
  expect(other!.id).toBe(again[0]!.id);
});

test('neither time nor system is in what is compressed', () => {
  const header = Buffer.from(programParts(INPUT)[0]!.base64, 'base64');
  expect(header.readUInt32LE(4)).toBe(0);
  expect(header[9]).toBe(255);
});

test('every part is mounted, under its key', () => {
  const [set] = ofKind(INPUT, 'StatefulSet');
  const volume = set.spec.template.spec.volumes.find(({ name }: any) => name === 'parts');
  expect(volume.projected.sources).toEqual(programParts(INPUT).map(({ name, key }) => (
    { configMap: { name, items: [{ key, path: key }] } })));
});

describe('unpacking', () => {
  let dir: string;
  const from = (): string => join(dir, 'parts');
  const to = (): string => join(dir, 'run');

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'unpack-'));
    mkdirSync(from());
    mkdirSync(to());
  });

  afterEach(() => {
    rmSync(dir, { recursive: true });
  });

  function mount(programs: Record<string, Buffer>): void {
    for (const { key, base64 } of partsOf('cache', Object.entries(programs).map(([file, text]) => ({ file, text })))) {
      writeFileSync(join(from(), key), Buffer.from(base64, 'base64'));
    }
    // As volumes of ConfigMaps have it.
    mkdirSync(join(from(), '..data'));
  }

  test('joins every program and runs one with its words', () => {
    const program = 'console.log(JSON.stringify(process.argv.slice(2)))';
    mount({ 'redis-ha-agent.js': Buffer.from(program), 'redis-ha-large.js': PROGRAM });
    const said = execFileSync(process.execPath, ['-e', UNPACK, from(), to(), '--max-old-space-size=112', join(to(), 'redis-ha-agent.js'),
      'prepare', '--config', 'node.json'], { encoding: 'utf8' });
    expect(JSON.parse(said)).toEqual(['prepare', '--config', 'node.json']);
    expect(readFileSync(join(to(), 'redis-ha-large.js')).equals(PROGRAM)).toBe(true);
  });

  test('takes programs that are whole as they are', () => {
    writeFileSync(join(from(), 'redis-ha-agent.js'), 'console.log(process.argv[2])');
    const words = ['-e', UNPACK, from(), to(), join(to(), 'redis-ha-agent.js'), 'prepare'];
    expect(execFileSync(process.execPath, words, { encoding: 'utf8' })).toBe('prepare\n');
  });

  test('ends as the program ends', () => {
    mount({ 'redis-ha-agent.js': Buffer.from('process.exit(7)') });
    expect(spawnSync(process.execPath, ['-e', UNPACK, from(), to(), join(to(), 'redis-ha-agent.js')]).status).toBe(7);
  });

  test('fails where a part is missing', () => {
    mount({ 'redis-ha-agent.js': PROGRAM });
    rmSync(join(from(), 'redis-ha-agent.js.gz.01'));
    expect(spawnSync(process.execPath, ['-e', UNPACK, from(), to(), join(to(), 'redis-ha-agent.js')]).status).not.toBe(0);
  });
});

test('an image with the programs needs no ConfigMap of them', () => {
  const input = inputWith(PLANS.Sentinel!, {
    images: { ...INPUT.images, programsDir: '/opt/redis-ha' }, passwords: { kind: 'generated', secretName: 'cache-passwords' },
  });
  expect(programParts(input)).toEqual([]);
  expect(ofKind(input, 'ConfigMap').filter(({ binaryData }) => binaryData)).toEqual([]);
  for (const object of [...ofKind(input, 'StatefulSet'), ...ofKind(input, 'Job')]) {
    expect(object.spec.template.spec.volumes.map(({ name }: any) => name)).not.toContain('parts');
    expect(containersOf(object).flatMap(({ volumeMounts }) => volumeMounts.map(({ name }: any) => name))).not.toContain('parts');
  }
  const command = containerOf(input, 'prepare').command;
  expect(command.slice(3)).toEqual(['/opt/redis-ha', POD_PATHS.runDir, expect.any(String), POD_PATHS.agent, 'prepare', '--config', POD_PATHS.nodeConfig]);
});

test('the agent is prepared, then run, from where it was unpacked', () => {
  const prepare = containerOf(INPUT, 'prepare').command;
  expect(prepare.slice(0, 2)).toEqual(['node', '-e']);
  expect(prepare.slice(3, 5)).toEqual([POD_PATHS.partsDir, POD_PATHS.runDir]);
  expect(prepare.slice(6)).toEqual([POD_PATHS.agent, 'prepare', '--config', POD_PATHS.nodeConfig]);
  expect(containerOf(INPUT, 'agent').command.slice(2)).toEqual([POD_PATHS.agent, 'run', '--config', POD_PATHS.nodeConfig]);
});
