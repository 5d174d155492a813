import { runDrill, type DrillOptions } from '../../../lib/drill/run';
import { SCENARIOS, whyUnsuitable } from '../../../lib/drill/scenarios';
import { BalanceWhen, Engine, RegionStrategy, Topology } from '../../../lib/model';
import { plan, type DeploymentPlan } from '../../../lib/plan';

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


/** The same with another region; a short lease, so that a promotion need not wait for long. */
function withRegion(topology: Topology, strategy: RegionStrategy): DeploymentPlan {
  return plan({
    name: `${topology.kind}-${strategy}`, engine: Engine.REDIS_7_0, topology, failureDomains: 3,
    objectives: { rpoSeconds: 5, rtoSeconds: 30 },
    replicaRegion: { strategy, failureDomains: 3, leaseSeconds: 3, objectives: { rpoSeconds: 5, rtoSeconds: 1800 } },
  });
}

/** Every scenario that is about regions. */
export const REGION_RUNS: DrillRun[] = [
  withRegion(Topology.sentinel(), RegionStrategy.WARM), withRegion(Topology.sentinel(), RegionStrategy.PILOT_LIGHT),
  withRegion(Topology.replication({ replicas: 2 }), RegionStrategy.WARM), withRegion(Topology.cluster(), RegionStrategy.WARM),
].flatMap((drilled) => SCENARIOS.filter(({ link }) => link !== undefined)
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
