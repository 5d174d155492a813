import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openStore } from '../../lib/backup/store/open-store';
import { SLOTS } from '../../lib/cluster';
import { contentOf } from '../lib/backup/restore/contents';
import { Bench, freePort, type RealRedis } from '../lib/backup/restore/real-redis';
import { inShards, manyKeys } from '../lib/backup/restore/spread';
import { snapshotOf, storeBackup } from '../lib/backup/restore/stored-backup';
import { endsWithTest } from '../ends-with-test';

jest.setTimeout(180_000);

const ROOT = resolve(__dirname, '../..');
const ID = '20261122T150203Z-4f3a91';
const bench = new Bench();
const store = openStore(bench.folder('store'));
let source: RealRedis;

beforeAll(async () => {
  source = await manyKeys(bench, 'source');
  mkdirSync(bench.folder('bin'));
  // What a machine has and this one may not: the command itself, a right that root has, and units (of which there is one).
  program('redis-ha', `exec "${process.execPath}" --import "${resolve(ROOT, 'node_modules/tsx/dist/loader.mjs')}" "${ROOT}/bin/redis-ha.ts" "$@"`);
  program('sudo', 'exec "$@"');
  program('systemctl', 'echo "$1" > "$UNIT"; for try in $(seq 300); do [ -s "$UNIT.done" ] && break; sleep 0.1; done; rm "$UNIT.done"');
});
afterAll(() => bench.close());

function program(name: string, script: string): void {
  writeFileSync(join(bench.folder('bin'), name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bench.folder('bin'), name), 0o755);
}

/** The commands of docs/recovery.md under that name, with what differs here put in its place. */
function runbook(name: string, ...replacements: [string | RegExp, string][]): string {
  const text = readFileSync(join(ROOT, 'docs/recovery.md'), 'utf8');
  const [, commands] = new RegExp(`^\`\`\`sh ${name}\\n([^\`]*)\`\`\``, 'm').exec(text) ?? [];
  let script = commands!;
  for (const [from, to] of replacements) {
    expect(script).toMatch(from);
    script = script.replaceAll(typeof from === 'string' ? from : new RegExp(from, 'g'), to);
  }
  return script;
}

function shell(script: string, env: Record<string, string> = {}): Promise<string> {
  return new Promise((done, fail) => {
    const path = `${bench.folder('bin')}:${process.env.PATH}`;
    execFile('bash', ['-euo', 'pipefail', '-c', script], { cwd: bench.root, env: { ...process.env, PATH: path, ...env } }, (failure, out, err) => {
      if (failure) {
        fail(new Error(`${failure.message}\n${out}\n${err}`));
      } else {
        done(out);
      }
    });
  });
}

/** A server with a configuration file, started and stopped as a unit is: by writing a word into a file. */
class Unit {
  private child?: ChildProcess;
  private readonly watch: NodeJS.Timeout;

  constructor(public readonly file: string, private readonly conf: string) {
    this.watch = setInterval(() => void this.look(), 50);
  }

  public start(): Promise<number | null> {
    this.child = spawn(...endsWithTest('redis-server', [this.conf]), { stdio: 'ignore' });
    const ended = new Promise<number | null>((done) => { this.child!.once('exit', done); });
    return Promise.race([ended, new Promise<null>((done) => { setTimeout(() => done(null), 1500); })]);
  }

  public async close(): Promise<void> {
    clearInterval(this.watch);
    await this.stop();
  }

  private async look(): Promise<void> {
    const word = readdirSync(bench.root).includes('unit') ? readFileSync(this.file, 'utf8').trim() : '';
    if (word === '') {
      return;
    }
    writeFileSync(this.file, '');
    await (word === 'stop' ? this.stop() : this.start());
    writeFileSync(`${this.file}.done`, 'done');
  }

  private async stop(): Promise<void> {
    const { child } = this;
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((done) => { child.once('exit', done); });
      child.kill('SIGKILL');
      await gone;
    }
  }
}

test('a server whose data folder is corrupted: the steps of the runbook, word for word, bring the data back', async () => {
  await storeBackup(store, [{ rdb: await snapshotOf(source) }], { deployment: 'single', id: ID });
  const data = bench.folder('lib');
  mkdirSync(data, { mode: 0o750 });
  writeFileSync(join(data, 'dump.rdb'), Buffer.concat([Buffer.from('REDIS0010'), randomBytes(5000)]));
  writeFileSync(join(data, 'users.acl'), '');
  const conf = bench.folder('redis.conf');
  const port = await freePort();
  writeFileSync(conf, `port ${port}\nbind 127.0.0.1\ndir ${data}\nsave ""\nappendonly no\n`);
  const unit = new Unit(bench.folder('unit'), conf);
  try {
    // It does not even start.
    expect(await unit.start()).toBe(1);
    const script = runbook('single',
      ['/var/backups/redis', `${bench.folder('store')}`], ['--keep-aside', '--keep-aside --deployment single'], ['/var/lib/redis', data],
      ['/etc/redis/redis.conf', conf], ['redis-cli', `redis-cli -p ${port}`]);
    const out = await shell(script, { UNIT: unit.file });
    const content = await contentOf(source);
    const keys = Object.keys(content).length;
    expect(out).toMatch(new RegExp(`rdb_last_load_keys_loaded:${keys}\\s+${keys}\\s*$`));
    expect(out).toContain('it also has users.acl');
    const [, kept] = /the old data is in (\S+):/.exec(out)!;
    expect(readdirSync(kept!).sort()).toEqual(['dump.rdb', 'users.acl']);
    expect(statSync(data).mode & 0o777).toBe(0o750);
    // To stay with snapshots, as the runbook says.
    const cli = `redis-cli -p ${port}`;
    await shell(`${cli} CONFIG SET appendonly no; ${cli} SAVE; sed -i 's/^appendonly yes$/appendonly no/' ${conf}; systemctl stop; systemctl start`,
      { UNIT: unit.file });
    expect(await shell(`${cli} DBSIZE`)).toBe(`${keys}\n`);
  } finally {
    await unit.close();
  }
});

test('a Cluster of one\'s own: each shard on its machine, the commands that form it, every key there', async () => {
  const shards = await inShards(bench, source, 5);
  await storeBackup(store, shards, { deployment: 'orders', id: ID });
  const nodes: RealRedis[] = [];
  for (const shard of [1, 2, 3]) {
    const folder = bench.folder(`node-${shard}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'nodes.conf'), 'of a Cluster that is no more');
    await shell(runbook('cluster-restore', ['/var/backups/redis', bench.folder('store')], ['/var/lib/redis', folder], ['--shard 1', `--shard ${shard}`]));
    nodes.push(await bench.start(folder, ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000']));
  }
  const places = [0, 1, 2].map((index): [RegExp, string] => [new RegExp(`-h node-${index + 1}\\b`), `-p ${nodes[index]!.port}`]);
  const out = await shell(runbook('cluster-form', ...places,
    [/10\.0\.0\.2 6379/, `127.0.0.1 ${nodes[1]!.port}`], [/10\.0\.0\.3 6379/, `127.0.0.1 ${nodes[2]!.port}`]));
  expect(out).toMatch(new RegExp(`cluster_state:ok\\s+cluster_slots_assigned:${SLOTS}`));
  const found = Object.assign({}, ...await Promise.all(nodes.map((node) => contentOf(node)))) as object;
  expect(found).toEqual(await contentOf(source));
});
