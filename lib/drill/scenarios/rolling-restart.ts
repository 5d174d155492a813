import { roll } from '../../lab/rolling';
import { plannedMove } from './expectations';
import { needsDataNodes, type Scenario, type ScenarioContext } from './scenario';

/** Every node is restarted once, and nobody notices but for the gaps of the handovers. */
export const rollingRestart: Scenario = {
  name: 'rolling-restart',
  summary: 'every node restarted, one after the other, primaries after a handover; no acknowledged write may be lost',
  from: 'formed',
  rto: 'longest-gap',
  unsuitable: (plan) => needsDataNodes(plan, 2),
  expectation: plannedMove,
  async run(context) {
    await context.fault('rolling restart', undefined, () => rolled(context));
    context.recovered('every node was restarted');
    await context.writesResume();
  },
};

/** Brings a plan into force node by node, and says in the drill what is done. */
export async function rolled(context: ScenarioContext, plan?: ScenarioContext['plan']): Promise<void> {
  try {
    await roll(context.lab, {
      ...(plan === undefined ? {} : { plan }),
      onProgress: ({ what, node, detail }) => context.note(`roll ${what}: ${detail}`, node),
    });
  } catch (failure) {
    context.violation(`the roll stopped: ${failure instanceof Error ? failure.message : String(failure)}`);
  }
}
