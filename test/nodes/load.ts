import { now, sleep } from '../../lib/drill/clock';
import { Ledger, Outcome, type LedgerEntry } from '../../lib/drill/ledger';
import { verify } from '../../lib/drill/verify';
import { Workload } from '../../lib/drill/workload';
import type { Fleet } from './fleet';

export interface Loss {
  readonly lost: LedgerEntry[];
  readonly checked: number;
  /** Longest time without an acknowledged write. */
  readonly gapMs: number;
}

/** Writes as `app`, as clients of the topology do, while something happens; tells which acknowledged writes are gone. */
export async function underLoad(nodes: Fleet, run: string, happen: (load: Workload) => Promise<void>): Promise<Loss> {
  const ledger = new Ledger(run);
  const load = new Workload(nodes.target, ledger, { rate: 300, writers: 3 });
  await load.start(20_000);
  await sleep(1500);
  const began = now();
  try {
    await happen(load);
    await sleep(1000);
  } finally {
    await load.stop();
  }
  const { lost, checked } = await verify(ledger, nodes.target);
  const acknowledged = [...ledger.entries()].filter(entry => entry.outcome === Outcome.ACKNOWLEDGED)
    .map(entry => entry.endedAt).sort((a, b) => a - b);
  const gapMs = Math.round(Math.max(...acknowledged.map((at, index) => at - (acknowledged[index - 1] ?? at))));
  nodes.log(`${run}: ${checked} acknowledged writes, ${lost.length} lost, longest gap ${gapMs} ms, ${Math.round(now() - began)} ms in all`);
  return { lost: lost.map(index => ledger.entry(index)), checked, gapMs };
}
