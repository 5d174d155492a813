// What runs in the load's pod: clients of the topology that write, and a ledger that tells afterwards what became of each
// acknowledged write. Asked over HTTP with GET only, which is what `kubectl get --raw` can do.
import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

import { now } from '../../lib/drill/clock';
import { Ledger } from '../../lib/drill/ledger';
import { gapsOf } from '../../lib/drill/measure';
import type { Address, DrillTarget } from '../../lib/drill/target';
import { verify } from '../../lib/drill/verify';
import { Workload } from '../../lib/drill/workload';
import { TopologyKind } from '../../lib/model';
import type { Gap, LoadConfig, LoadEvent, LoadState, Verdict } from './load-protocol';

/** Shorter ones are not told. */
const GAP_MS = 200;
const TOLD_LOSSES = 20;

const config = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as LoadConfig;
const password = readFileSync(process.argv[3]!, 'utf8').trim();
const ca = readFileSync(process.argv[4]!, 'utf8');

class Run {
  readonly ledger: Ledger;
  readonly events: LoadEvent[] = [];
  private readonly load: Workload;
  private readonly learning: NodeJS.Timeout;

  /** @param rate writes a second of all writers */
  constructor(name: string, private readonly target: DrillTarget, rate: number, writers: number) {
    this.ledger = new Ledger(name);
    this.load = new Workload(target, this.ledger, { rate, writers }, (message) => this.events.push({ at: now(), message }));
    // A Service that is made again has another address.
    const learn = (): unknown => targetOf(config, false).then((found) => this.load.learn(found), () => undefined);
    this.learning = setInterval(learn, 1000);
  }

  start(): Promise<void> {
    return this.load.start(60_000);
  }

  async state(since: number): Promise<LoadState> {
    let acknowledged = 0;
    const shards = Object.fromEntries(this.ledger.shards.map((shard) => [shard, 0]));
    for (const entry of this.ledger.entries()) {
      if (entry.outcome === 1 && entry.issuedAt >= since) {
        acknowledged += 1;
        shards[entry.shard]! += 1;
      }
    }
    const events = this.events.filter(({ at }) => at >= since);
    return { now: now(), acknowledged, shards, gaps: this.gaps(since, now()), events };
  }

  /** By the same name and authority, which another deployment has to share. */
  async read(primary: string): Promise<{ checked: number; lost: number }> {
    const find = (): Promise<Address> => Promise.resolve({ host: primary, port: this.target.redisPort });
    const { checked, lost } = await verify(this.ledger, { ...this.target, kind: TopologyKind.REPLICATION, find });
    return { checked, lost: lost.length };
  }

  async stop(): Promise<Verdict> {
    clearInterval(this.learning);
    await this.load.stop();
    const { lost, checked } = await verify(this.ledger, this.target);
    return {
      checked, lost: lost.length,
      losses: lost.slice(0, TOLD_LOSSES).map((index) => {
        const entry = this.ledger.entry(index);
        const to = this.ledger.endpoints[entry.endpoint]!;
        return { key: this.ledger.key(entry), issuedAt: entry.issuedAt, endedAt: entry.endedAt, to };
      }),
      startedAt: this.load.startedAt, stoppedAt: this.load.stoppedAt,
      gaps: this.gaps(this.load.startedAt, this.load.stoppedAt), events: this.events,
    };
  }

  /** In the time of this pod. */
  private gaps(from: number, to: number): Gap[] {
    const { startedAt } = this.load;
    return gapsOf(this.ledger, startedAt, to, GAP_MS)
      .map(({ fromMs, toMs, shard }) => ({ from: startedAt + fromMs, to: startedAt + toMs, shard: shard ?? 0 }))
      .filter((gap) => gap.to >= from);
  }
}

/** Names of Services become addresses, so that answers of servers, which name addresses, can be told apart by node. */
async function targetOf(load: LoadConfig, service: boolean): Promise<DrillTarget> {
  const { kind, masterName, nodes, shardOf, redisPort, sentinelPort, tlsServerName, primary, username } = load;
  const found = await Promise.all(nodes.map(async (node) => ({ ...node, address: (await lookup(node.host, 4)).address })));
  const data = found.filter((node) => node.data);
  const through = { host: primary, port: redisPort };
  return {
    kind: kind as TopologyKind, masterName, redisPort, shardOf, tls: { ca, serverName: tlsServerName },
    sentinels: found.filter((node) => node.sentinel).map(({ host }) => ({ host, port: sentinelPort })),
    dataHosts: data.map(({ host }) => host),
    nodeOf: Object.fromEntries(data.flatMap(({ address, host, name }) => [[address, name], [host, name]])),
    find: () => Promise.resolve(through),
    ...(service ? { proxy: through } : {}),
    ...(password === '' ? {} : { username, password }),
  };
}

const runs = new Map<string, Run>();

async function answer(url: URL): Promise<unknown> {
  const name = url.searchParams.get('run') ?? '';
  const number = (key: string, otherwise: number): number => Number(url.searchParams.get(key) ?? otherwise);
  if (url.pathname === '/start') {
    const run = new Run(name, await targetOf(config, url.searchParams.has('service')), number('rate', 200), number('writers', 4));
    runs.set(name, run);
    await run.start();
    return { now: now() };
  }
  const run = runs.get(name);
  if (!run) throw new Error(`no run "${name}"`);
  if (url.pathname === '/state') return run.state(number('since', 0));
  if (url.pathname === '/read') return run.read(url.searchParams.get('primary')!);
  if (url.pathname === '/stop') return run.stop();
  throw new Error(`no ${url.pathname}`);
}

createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://load');
  if (url.pathname === '/healthy') {
    response.end('ok');
    return;
  }
  answer(url).then((body) => response.end(JSON.stringify(body)), (error: Error) => {
    // 200: the API server's proxy would hide what an error says.
    response.end(JSON.stringify({ error: error.message }));
  });
}).listen(8080);

// A client that breaks must not take the ledger with it.
process.on('uncaughtException', (error) => console.error(error));
process.on('unhandledRejection', (error) => console.error(error));
process.on('SIGTERM', () => process.exit(0));
