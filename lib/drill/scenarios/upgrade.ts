import { findEngine } from '../../lab/engine';
import { Engine } from '../../model';
import type { DeploymentPlan } from '../../plan';
import { plannedMove } from './expectations';
import { rolled } from './rolling-restart';
import { needsDataNodes, type Scenario } from './scenario';

/** Versions whose data a newer engine reads, and which the older nodes of a deployment can still send theirs to. */
const UPGRADES: Record<string, string[]> = { 'redis-7.0': ['redis-8.0', 'valkey-8.1'] };

/** The engine is exchanged for a newer one, node by node. */
export const upgrade: Scenario = {
  name: 'upgrade',
  summary: 'rolled from Redis 7.0 to Redis 8.0 or Valkey 8.1, where they are installed; no acknowledged write may be lost',
  from: 'formed',
  rto: 'longest-gap',
  unsuitable: (plan) => needsDataNodes(plan, 2)
    ?? (UPGRADES[plan.engine.name] === undefined ? `nothing newer than ${plan.engine.name} is known` : undefined),
  expectation: plannedMove,
  async lacks(plan) {
    return (await installed(plan)).length > 0
      ? undefined : `none of ${UPGRADES[plan.engine.name]!.join(', ')} is installed (\`npm run engines\`)`;
  },
  async run(context) {
    const { plan, random } = context;
    const next = random.pick(await installed(plan));
    await context.fault(`upgrade from ${plan.engine.name} to ${next.engine.name}`, undefined, () => rolled(context, next));
    context.recovered(`every node runs ${next.engine.name}`);
    await context.writesResume();
  },
};

/** The same plan with the engines that this machine really has. */
async function installed(plan: DeploymentPlan): Promise<DeploymentPlan[]> {
  const candidates = (UPGRADES[plan.engine.name] ?? []).map((name): DeploymentPlan => {
    const { family, version } = Engine.of(name);
    return { ...plan, engine: { name, family, version } };
  });
  const there = await Promise.all(candidates.map(async (candidate) =>
    findEngine(candidate).then(({ deviation }) => deviation === '', () => false)));
  return candidates.filter((_, at) => there[at]);
}
