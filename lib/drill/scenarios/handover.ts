import { plannedMove } from './expectations';
import { needsDataNodes, replicasOf, type Scenario } from './scenario';

/** A planned move of a primary: not one acknowledged write may be lost, and the gap is the recovery time. */
export const handover: Scenario = {
  name: 'handover',
  summary: 'planned handover of a primary to a replica; no acknowledged write may be lost',
  from: 'formed',
  rto: 'longest-gap',
  unsuitable: (plan) => needsDataNodes(plan, 2),
  expectation: plannedMove,
  async run(context) {
    const { lab, primary, random } = context;
    // Now and then the target is named, else the agent chooses.
    const target = random.chance(0.5) ? random.pick(replicasOf(lab, primary.name)).name : undefined;
    let detail = '';
    await context.fault(`handover of ${primary.name}${target === undefined ? '' : ` to ${target}`} asked`, primary.name, async () => {
      const outcome = await lab.command(primary.name, 'handover', target);
      detail = outcome.detail;
      if (!outcome.ok) {
        context.violation(`the handover did not happen: ${outcome.detail}`);
      } else if (outcome.to === primary.name) {
        context.violation(`the handover ended where it began, on ${primary.name}`);
      }
    });
    context.recovered(`handover ended: ${detail}`);
    await context.writesResume(primary.name);
  },
};
