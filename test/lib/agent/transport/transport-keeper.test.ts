import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Links } from '../../../../lib/agent/links';
import type { PeerState, Situation } from '../../../../lib/agent/situation';
import { TransportKeeper } from '../../../../lib/agent/transport/transport-keeper';
import type { TransportState } from '../../../../lib/agent/transport/transport-state';
import { layoutOf, type NodeConfig } from '../../../../lib/config';
import { until } from '../../../../lib/drill/clock';
import { Transport } from '../../../../lib/model';
import { withTransport, type DeploymentPlan } from '../../../../lib/plan';
import { PLAN } from '../../config/real-server';
import { FakeLink } from '../fake-link';
import { linked, peer, primary, situation, view } from '../situations';
import { endsWithTest } from '../../../ends-with-test';

const PLAINTEXT = { port: '6379', 'tls-port': '0', 'tls-replication': 'no', 'replica-announce-port': '6379' };
let folder: string;
let settings: Record<string, string>;
let source: string;
let refuses: boolean;
let redis: FakeLink;
let log: { event: string; step?: unknown; error?: unknown }[];
let sentinel: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redis-ha-keeper-'));
  [settings, source, refuses, log] = [{ ...PLAINTEXT }, '', false, []];
  // A server that has these settings, and copies from `source` where there is one.
  redis = new FakeLink((command) => {
    const [verb, word, ...rest] = command.split(' ');
    if (verb === 'CONFIG' && word === 'SET') {
      if (refuses) {
        throw new Error('ERR Unable to listen on port');
      }
      Object.keys(settings).forEach((key) => { settings[key] = new RegExp(` ${key} (\\S+)`).exec(command)?.[1] ?? settings[key]!; });
    }
    source = verb === 'REPLICAOF' ? `${word}:${rest[0]}` : source;
    const [host, port] = source.split(':');
    return verb === 'INFO' ? (source === '' ? 'role:master\r\n' : `role:slave\r\nmaster_host:${host}\r\nmaster_port:${port}\r\n`)
      : verb === 'CONFIG' && word === 'GET' ? Object.entries(settings).flat() : 'OK';
  });
});
afterEach(() => {
  sentinel?.kill('SIGKILL');
  sentinel = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const config = (): NodeConfig => ({
  node: 'node-1', planFile: '', bindingsFile: '', dataDir: folder, runDir: folder, platform: { kind: 'file', secretsDir: '', outsideDir: '' },
});

function keeperOf(plan: DeploymentPlan, sentinels = new Map<string, FakeLink>()): TransportKeeper {
  const links = { network: { local: '127.0.0.5' }, redis: new Map([['node-1', redis]]), sentinels } as unknown as Links;
  return new TransportKeeper({ config: config(), plan, links, log: (event, facts = {}) => log.push({ event, ...facts }) });
}

const others = (state: Partial<TransportState> | undefined): Record<string, PeerState> => Object.fromEntries(['node-2', 'node-3'].map((name) => [name,
  peer({ transport: state && { to: 'both', open: false, agreed: false, moved: false, done: false, ...state } })]));

/** Looks until that is so, as an agent does after each of its decisions. */
async function looks(keeper: TransportKeeper, over: Partial<Situation>, what: () => boolean): Promise<boolean> {
  const seen = situation({ redis: primary(), view: view('node-1'), ...over });
  return (await until(async () => { keeper.look(seen); return what(); }, 8000, 20)) === true;
}

const TO_TLS = withTransport(PLAN, Transport.TLS);
const TO_BOTH = withTransport(PLAN, Transport.BOTH);

test('opens what the plan wants beside what is open, and speaks as before until everybody is open', async () => {
  const keeper = keeperOf(TO_TLS);
  expect(await looks(keeper, { peers: others({ to: 'tls' }) }, () => keeper.state.open)).toBe(true);
  expect(await looks(keeper, { peers: others({ to: 'tls' }) }, () => redis.calls.filter((call) => call === 'INFO replication').length > 3)).toBe(true);
  expect(settings).toMatchObject({ port: '6379', 'tls-port': '6380', 'tls-replication': 'no' });
  expect(keeper.state).toMatchObject({ to: 'tls', open: true, agreed: false, moved: false, done: false });
});

test('moves with the others, and closes the old port with its connections only when the last has moved', async () => {
  const keeper = keeperOf(TO_TLS);
  expect(await looks(keeper, { peers: others({ to: 'tls', open: true }) }, () => keeper.state.done)).toBe(true);
  expect(settings).toMatchObject({ port: '6379', 'tls-port': '6380', 'tls-replication': 'yes', 'replica-announce-port': '6380' });
  expect(redis.calls.join()).not.toContain('CLIENT KILL');
  expect(await looks(keeper, { peers: others({ to: 'tls', open: true, moved: true, done: true }) }, () => settings.port === '0')).toBe(true);
  expect(await looks(keeper, {}, () => redis.calls.includes('CLIENT KILL LADDR 127.0.0.5:6379'))).toBe(true);
  expect(log.map(({ step }) => step)).toEqual(['moved', 'closed']);
});

test('a replica goes on at the port that fits how it speaks', async () => {
  source = '127.0.0.6:6379';
  const keeper = keeperOf(TO_TLS);
  expect(await looks(keeper, { redis: linked('node-2'), peers: others({ to: 'tls', open: true }) }, () => source === '127.0.0.6:6380')).toBe(true);
});

test('where the next process begins is written down only when everybody is done', async () => {
  const file = join(dirname(layoutOf(config()).memoryFile), 'transport.json');
  const written = (): string => { try { return readFileSync(file, 'utf8'); } catch { return ''; } };
  const keeper = keeperOf(TO_BOTH);
  expect(await looks(keeper, { peers: others({ open: true }) }, () => keeper.state.done)).toBe(true);
  expect(written()).toBe('');
  expect(await looks(keeper, { peers: others({ open: true, moved: true, done: true }) }, () => written() !== '')).toBe(true);
  expect(JSON.parse(written())).toEqual({ transport: 'both' });
});

test('a server that loads, or does not answer, is left alone and is not open', async () => {
  for (const seen of [undefined, primary({ loading: true })]) {
    const keeper = keeperOf(TO_BOTH);
    keeper.look(situation({ redis: seen, peers: others({ open: true }) }));
    await new Promise((resolve) => { setTimeout(resolve, 50); });
    expect(keeper.state.open).toBe(false);
  }
  expect(redis.calls).toEqual([]);
});

test('what a server refuses is said once, and tried again', async () => {
  refuses = true;
  const keeper = keeperOf(TO_BOTH);
  const tries = (): number => redis.calls.filter((call) => call.startsWith('CONFIG SET')).length;
  expect(await looks(keeper, { peers: others({}) }, () => tries() > 2)).toBe(true);
  expect(log).toEqual([{ event: 'transport-trouble', error: 'ERR Unable to listen on port' }]);
  refuses = false;
  expect(await looks(keeper, { peers: others({}) }, () => keeper.state.open)).toBe(true);
});

test('the Sentinel beside it is ended when its turn has come, and comes back with another file', async () => {
  const file = layoutOf(config()).sentinelConf;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, 'port 26379\nsentinel monitor demo 127.0.0.5 6379 2\n');
  sentinel = spawn(...endsWithTest('sleep', ['60']));
  let ended = false;
  sentinel.once('exit', () => { ended = true; });
  const link = new FakeLink(() => `run_id:one\r\nprocess_id:${sentinel!.pid}\r\n`);
  const keeper = keeperOf(TO_BOTH, new Map([['node-1', link]]));
  const peers = others({ open: true, moved: true, done: true });
  expect(await looks(keeper, { peers, view: view('node-1', 3, { failoverInProgress: true }) }, () => keeper.state.sentinelBehind === true)).toBe(true);
  expect(ended).toBe(false);
  expect(await looks(keeper, { peers }, () => ended && readFileSync(file, 'utf8').includes('tls-port 26380'))).toBe(true);
  expect(readFileSync(file, 'utf8')).toContain('sentinel monitor demo 127.0.0.5 6379 2');
  expect(log).toContainEqual(expect.objectContaining({ event: 'restart-sentinel' }));
});
