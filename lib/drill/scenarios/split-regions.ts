import type { LabRegion } from '../../lab/lab';
import { now } from '../clock';
import { Outcome, type Ledger } from '../ledger';
import { promoteRegion } from '../regions/promotion';
import { HOME, needsRegions, OTHER, someLink, takenOver } from '../regions/region-drill';
import { staysSteady } from '../regions/steady';
import { trueRpo } from '../regions/true-rpo';
import type { Scenario, ScenarioContext } from './scenario';

/** When a promotion was announced that was not taken back, in milliseconds since the epoch. */
const announced = new WeakMap<ScenarioContext, number>();
/** Longest wait for one write while nothing should hold it up. */
const ONE_WRITE_MS = 3000;

/**
 * The link between the regions is cut while both live. As long as the witness is there the active one goes on and the other
 * does nothing; cut off from both it stops before its lease is over, and only then the promoted one begins.
 */
export const splitRegions: Scenario = {
  name: 'split-regions',
  summary: 'the regions are cut apart, both alive; later the active one is cut off from the witness as well, and the other one promoted',
  from: 'formed',
  rto: 'first-write',
  cutsNetwork: true,
  link: someLink,
  recoveryMs: 120_000,
  unsuitable: needsRegions,
  // What is lost is bounded once it is known how long the link was cut.
  expectation: (plan) => takenOver(plan, 0),
  async run(context) {
    const { lab, plan, random } = context;
    const { leaseSeconds, promise } = plan.regionChange!;
    const [home, other] = lab.regions as [LabRegion, LabRegion];
    await context.fault(`the link between ${HOME} and ${OTHER} is cut`, undefined, () => lab.cutRegions());
    const cutAt = now();
    await context.wait((leaseSeconds + 2) * 1000 + random.between(0, 2000));
    if (!await context.load.acknowledgedSince(now(), ONE_WRITE_MS)) {
      context.violation(`${HOME} stopped taking writes although the witness says that it is active`);
    }
    await refuseSecondPrimary(context, other);

    context.load.pin(context.primary.name);
    await context.wait(300);
    await context.fault(`${HOME} cut off from the witness as well`, undefined, () => lab.witness!.cut(home.nodes));
    await context.wait(random.between(0, leaseSeconds * 700));
    context.recoveryStartsNow();
    const { announcedAt } = await promoteRegion(context, OTHER, { unreachable: home.nodes });
    if (announcedAt !== undefined) {
      announced.set(context, announcedAt);
      const openMs = announcedAt - cutAt;
      context.promise({ promisedLossSeconds: Math.ceil(openMs / 100) / 10 + promise.oldRegionStopsSeconds + promise.rpoSeconds });
    }
    await context.writesResume();
    await context.wait(random.between(1000, 4000));
    await lab.healRegions();
    await lab.witness!.heal();
    context.recovered('both regions and the witness reach each other again');
  },
  examine(context, ledger, verification) {
    const announcedAt = announced.get(context);
    if (announcedAt === undefined) {
      return;
    }
    const [home, other] = context.lab.regions as [LabRegion, LabRegion];
    const bound = context.plan.regionChange!.promise.oldRegionStopsSeconds;
    const last = Math.max(0, lastAcknowledged(ledger, home.nodes) - announcedAt) / 1000;
    context.check({
      id: 'old-region-stops', title: `${HOME} acknowledged writes after the announcement for`, promised: `${bound} s at most`,
      measured: `${last.toFixed(2)} s`, ok: last <= bound,
      reason: last <= bound ? '' : `${HOME} acknowledged a write ${last.toFixed(2)} s after the promotion was announced, the bound is ${bound} s`,
    });
    trueRpo(context, ledger, verification, { old: home, fencedAt: announcedAt + bound * 1000 });
    staysSteady(context, ledger, other);
  },
};

/** Nobody but whom the record names: a region that hears nothing of the other stays what it is. */
async function refuseSecondPrimary(context: ScenarioContext, other: LabRegion): Promise<void> {
  for (const name of other.nodes) {
    const node = context.lab.node(name);
    if (node.running && (await node.health('/primary'))?.status === 200) {
      context.violation(`${name} says that it is primary although nobody promoted ${other.name}`);
    }
  }
  const record = await context.lab.witness!.record();
  if (record?.active !== HOME || record.moving) {
    context.violation(`nobody asked for it, and the record says ${JSON.stringify(record)}`);
  }
}

/** When a node of that region acknowledged its last write, in milliseconds since the epoch. */
function lastAcknowledged(ledger: Ledger, nodes: readonly string[]): number {
  let last = 0;
  for (const { outcome, endpoint, endedAt } of ledger.entries()) {
    if (outcome === Outcome.ACKNOWLEDGED && nodes.includes(ledger.endpoints[endpoint]!)) {
      last = Math.max(last, endedAt);
    }
  }
  return last;
}
