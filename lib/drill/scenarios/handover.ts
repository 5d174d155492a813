import { replicasOf, type Scenario } from './scenario';
import { singleFault } from './expectations';

/** A planned move of the primary: not one acknowledged write may be lost, and the gap is the recovery time. */
export const handover: Scenario = {
  name: 'handover',
  summary: 'planned handover of the primary to a replica; no acknowledged write may be lost',
  from: 'formed',
  rto: 'longest-gap',
  expectation: (plan) => ({ ...singleFault(plan, plan.promise.rto.handoverSeconds, 0), dualPrimarySeconds: 0 }),
  async run(context) {
    const { lab, primary, random } = context;
    // Now and then the target is named, else the agent chooses.
    const target = random.chance(0.5) ? random.pick(replicasOf(lab, primary.name)).name : undefined;
    let detail = '';
    await context.fault(`handover of ${primary.name}${target === undefined ? '' : ` to ${target}`} asked`, primary.name, async () => {
      const outcome = await lab.handover(target);
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
