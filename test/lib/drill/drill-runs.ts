import { runDrill, type DrillOptions } from '../../../lib/drill/run';
import { SCENARIOS, whyUnsuitable } from '../../../lib/drill/scenarios';
import { BalanceWhen, Engine, Topology } from '../../../lib/model';
import { plan } from '../../../lib/plan';

const PLANS = [
  plan({
    name: 'replication', engine: Engine.REDIS_7_0, topology: Topology.replication({ replicas: 2 }), failureDomains: 3,
    objectives: { rpoSeconds: 5, rtoSeconds: 30 },
  }),
  plan({
    name: 'sentinel', engine: Engine.REDIS_7_0, topology: Topology.sentinel(), failureDomains: 3,
    objectives: { rpoSeconds: 5, rtoSeconds: 5 }, balance: { when: BalanceWhen.IN_WINDOW, preferredDomain: 'zone-1' },
  }),
  plan({
    name: 'cluster', engine: Engine.REDIS_7_0, topology: Topology.cluster(), failureDomains: 3,
    objectives: { rpoSeconds: 5, rtoSeconds: 5 },
  }),
];
/** Every scenario with every topology it suits. */
export const RUNS = PLANS.flatMap((drilled) => SCENARIOS.filter((scenario) => whyUnsuitable(scenario, drilled) === undefined)
  .map((scenario) => ({ name: drilled.name, scenario, plan: drilled })));

export type DrillRun = (typeof RUNS)[number];

/** Drills once; a machine that lacks what the scenario needs is no failure. */
export async function drilled({ scenario, plan: given }: DrillRun, options: DrillOptions = {}): Promise<void> {
  const lacks = await scenario.lacks?.(given);
  if (lacks !== undefined) {
    console.warn(`${scenario.name} was not drilled: ${lacks}`);
    return;
  }
  const { reasons, seed } = await runDrill(scenario.name, given, options);
  expect({ reasons, seed }).toEqual({ reasons: [], seed });
}
