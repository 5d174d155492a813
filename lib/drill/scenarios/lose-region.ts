import { now } from '../clock';
import { promoteRegion } from '../regions/promotion';
import { HOME, needsRegions, OTHER, someLink, takenOver } from '../regions/region-drill';
import { staysSteady } from '../regions/steady';
import { trueRpo } from '../regions/true-rpo';
import type { Scenario, ScenarioContext } from './scenario';

/** When the region was gone, in milliseconds since the epoch. */
const gone = new WeakMap<ScenarioContext, number>();

/** Nothing of a region is left, not even what was on its way. Somebody decides, promotes the other one, and later it returns. */
export const loseRegion: Scenario = {
  name: 'lose-region',
  summary: 'everything in the active region killed at once and its link cut; the other region is promoted; it returns later',
  from: 'formed',
  rto: 'first-write',
  cutsNetwork: true,
  link: someLink,
  recoveryMs: 120_000,
  unsuitable: needsRegions,
  expectation: (plan) => takenOver(plan, plan.regionChange!.promise.rpoSeconds),
  async run(context) {
    const { lab, random } = context;
    const running = lab.nodes.filter(({ name, running: runs }) => runs && lab.regions[0]!.nodes.includes(name));
    await context.fault(`${HOME} is gone`, undefined, async () => {
      await lab.cutRegions();
      await Promise.all(running.map((node) => node.kill()));
    });
    gone.set(context, now());
    await context.wait(random.between(0, 3000));
    context.recoveryStartsNow();
    await promoteRegion(context, OTHER);
    await context.writesResume();
    await context.wait(random.between(1000, 4000));
    await lab.healRegions();
    await Promise.all(random.shuffle(running).map((node) => node.start()));
    context.recovered(`${HOME} is back, as what it is told to be`);
  },
  examine(context, ledger, verification) {
    const [home, other] = context.lab.regions;
    trueRpo(context, ledger, verification, { old: home!, fencedAt: gone.get(context)! });
    staysSteady(context, ledger, other!);
  },
};
