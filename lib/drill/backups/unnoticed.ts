import type { Lab } from '../../lab/lab';
import { now, sleep } from '../clock';
import { Outcome, type Ledger } from '../ledger';
import type { Check } from '../result';
import { askNode } from '../scenarios/ask-node';
import { askSentinels } from '../scenarios/ask-sentinels';
import { primariesOf } from '../scenarios/scenario';

/** A backup reads through 64 KiB and some buffers; this is what it may take of the process it runs in. */
const MOST_MEMORY_BYTES = 150 * 1024 * 1024;
/** Longer waits than before are put down to the backup only beyond this: a busy machine has them by itself. */
const ALLOWANCE_MS = 250;
const TIMES = 3;
const EVERY_MS = 250;

/** What was seen of the deployment while something went on that nobody should notice. */
export class Watch {
  public fromMs = 0;
  public toMs = 0;
  private readonly lacking = new Set<string>();
  private readonly replicas = new Map<string, Set<number>>();
  private leastMemory = Number.POSITIVE_INFINITY;
  private mostMemory = 0;
  private looking: Promise<void> | undefined;

  constructor(private readonly lab: Lab) {}

  public begin(): void {
    this.fromMs = now();
    this.looking = this.look();
  }

  public async end(): Promise<void> {
    this.toMs = now();
    await this.looking;
  }

  public checks(): Check[] {
    const { replicas } = this.lab.plan.topology;
    // A Sentinel may learn of a replica late; one too many is what a backup would do. A copy that is missing is `healthy`'s.
    const others = [...this.replicas].filter(([, counts]) => Math.max(...counts) > replicas)
      .map(([who, counts]) => `${who} saw ${[...counts].sort().join(', then ')}`);
    const memory = Math.max(0, this.mostMemory - this.leastMemory);
    return [
      held('healthy', 'Every copy in sync all the time', 'healthy', [...this.lacking].join('; ') || 'healthy', this.lacking.size === 0),
      held('replicas', 'Replicas that Sentinels and primaries see', `${replicas} each, no more`, others.join('; ') || `${replicas} each`,
        others.length === 0 && this.replicas.size > 0),
      held('memory', 'Memory this process took meanwhile, load included', megabytes(MOST_MEMORY_BYTES), megabytes(memory),
        memory <= MOST_MEMORY_BYTES),
    ];
  }

  private async look(): Promise<void> {
    while (this.toMs === 0) {
      const memory = process.memoryUsage().rss;
      this.leastMemory = Math.min(this.leastMemory, memory);
      this.mostMemory = Math.max(this.mostMemory, memory);
      const [lacking, counts] = await Promise.all([this.lab.lacking().catch(String), replicaCounts(this.lab)]);
      // What is asked at the end may be answered after it.
      if (lacking !== '') {
        this.lacking.add(lacking);
      }
      for (const [who, count] of counts) {
        this.replicas.set(who, (this.replicas.get(who) ?? new Set()).add(count));
      }
      await sleep(EVERY_MS);
    }
  }
}

/** Writes while it went on, against those before it: failures, waits and gaps. */
export function writeChecks(ledger: Ledger, startedAt: number, { fromMs, toMs }: Pick<Watch, 'fromMs' | 'toMs'>): Check[] {
  const before = spanOf(ledger, startedAt, fromMs);
  const during = spanOf(ledger, fromMs, toMs);
  const bound = (ms: number): number => Math.round(TIMES * ms + ALLOWANCE_MS);
  const timed = (id: string, title: string, was: number, is: number): Check =>
    held(id, title, `${bound(was)} ms (${TIMES} times ${was.toFixed(1)} ms before, and ${ALLOWANCE_MS} ms)`, `${is.toFixed(1)} ms`, is <= bound(was));
  return [
    held('failed', 'Writes that failed meanwhile', '0', `${during.failed} of ${during.count}`, during.failed === 0 && during.count > 0),
    timed('latency', 'Longest wait of 99 % of writes', before.latencyMs, during.latencyMs),
    timed('gap', 'Longest time without an acknowledgement', before.gapMs, during.gapMs),
  ];
}

interface Figures {
  readonly count: number;
  readonly failed: number;
  readonly latencyMs: number;
  readonly gapMs: number;
}

function spanOf(ledger: Ledger, fromMs: number, toMs: number): Figures {
  const ends: number[] = [];
  const waits: number[] = [];
  let failed = 0;
  for (const { issuedAt, endedAt, outcome } of ledger.entries()) {
    if (issuedAt < fromMs || issuedAt >= toMs) {
      continue;
    }
    if (outcome === Outcome.ACKNOWLEDGED) {
      ends.push(endedAt);
      waits.push(endedAt - issuedAt);
    } else {
      failed += 1;
    }
  }
  const sorted = Float64Array.from(waits).sort();
  const times = Float64Array.from(ends).sort();
  let gapMs = 0;
  times.forEach((at, number) => {
    gapMs = Math.max(gapMs, number === 0 ? 0 : at - times[number - 1]!);
  });
  return { count: ends.length + failed, failed, latencyMs: sorted[Math.floor(sorted.length * 0.99)] ?? 0, gapMs };
}

/** How many replicas each primary and each Sentinel counts. */
async function replicaCounts(lab: Lab): Promise<[string, number][]> {
  const primaries = (await primariesOf(lab)).map(async (name): Promise<[string, number]> => {
    const info = await askNode(lab, lab.node(name), (client) => client.info('replication'));
    return [name, Number(/connected_slaves:(\d+)/.exec(info)?.[1] ?? -1)];
  });
  const sentinels = askSentinels(lab, async (client, name): Promise<[string, number]> => {
    const listed = await client.call('SENTINEL', 'REPLICAS', lab.plan.topology.masterName) as unknown[];
    return [`Sentinel of ${name}`, listed.length];
  });
  const answers = await Promise.allSettled([...primaries, ...sentinels]);
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
}

function held(id: string, title: string, promised: string, measured: string, ok: boolean): Check {
  return { id, title, promised, measured, ok, reason: ok ? '' : `${title.toLowerCase()}: ${measured}, and not ${promised}` };
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`;
}
