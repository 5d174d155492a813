import { RegionStrategy, WhenUnsure } from '../model';
import { planOf, type DeploymentPlan } from '../plan';
import type { Loss, Problem } from './diagnosis';
import type { Observation, RegionNodeObservation } from './observation';

/** The region that the newest record anybody knows names; empty when nobody knows one. */
export function activeRegion({ regions = [] }: Observation): string {
  return [...regions].sort((a, b) => b.epoch - a.epoch)[0]?.active ?? '';
}

/** The plan as the nodes see it that are in charge now. */
export function planInForce(plan: DeploymentPlan, observation: Observation): DeploymentPlan {
  const active = activeRegion(observation);
  return active === '' || !plan.regionChange ? plan : planOf(plan, active);
}

/** What is not as planned between the regions. */
export function regionProblems(plan: DeploymentPlan, observation: Observation): Problem[] {
  const { regions, change, active, standby } = sides(plan, observation);
  if (!change || regions === undefined) {
    return [];
  }
  const add = (id: string, subject: string, reason: string, fix: string): Problem => ({ id, subject, reason, fix });
  const unproven = active
    .filter(({ reachable, provenSecondsAgo = Infinity }) => reachable && provenSecondsAgo > change.leaseSeconds);
  return [
    ...regions.some(({ moving, epoch }) => moving && epoch === Math.max(...regions.map((one) => one.epoch)))
      ? [add('region-moving', 'deployment', 'a promotion of a region is under way: nobody takes writes',
        'let it end, repeat `redis-ha region promote`, or take it back with `redis-ha region abort`')] : [],
    ...unproven.length > 0 ? [add('region-unproven', unproven.map(({ node }) => node).join(', '),
      'has no proof that its region is still the active one: neither the witness nor the other region confirms it',
      'restore the way to the witness or to the other region; `redis-ha region status` says when the witness was emptied')] : [],
    ...standby.filter(({ reachable }) => !reachable)
      .map(({ node }) => add('standby-down', node, 'its agent does not answer', 'start it, or look at its network')),
    ...standby.filter(({ reachable, dataSet, inSync }) => reachable && dataSet !== '' && !inSync)
      .map(({ node }) => add('standby-behind', node, 'does not follow the active region', 'look at the link between the regions and at its log')),
    ...standby.filter(({ lagSeconds = 0 }) => lagSeconds > change.objectives.rpoSeconds).map(({ node, lagSeconds }) => add(
      'standby-lag', node, `is ${lagSeconds} s behind the active region, more than the declared ${change.objectives.rpoSeconds} s`, 'widen the link, or write less')),
  ];
}

/** What the loss of either region would mean now. */
export function regionLosses(plan: DeploymentPlan, observation: Observation): Loss[] {
  const { regions, change, active, standby, names } = sides(plan, observation);
  const [here, there] = names;
  if (!change || regions === undefined) {
    return [];
  }
  const loss = (name: string, reasons: string[], outcome: string): Loss =>
    ({ kind: 'region', name, safe: reasons.length === 0, reasons, outcome: reasons.length === 0 ? outcome : '' });
  const sets = [...new Set(active.map(({ dataSet }) => dataSet))].filter((dataSet) => dataSet !== '');
  const { rpoSeconds } = change.objectives;
  const within = ({ inSync, lagSeconds = 0 }: RegionNodeObservation): boolean => inSync && lagSeconds <= rpoSeconds;
  const missing = sets.filter((dataSet) => !standby.some((node) => node.dataSet === dataSet && within(node)));
  const backups = change.strategy === RegionStrategy.BACKUP_RESTORE;
  const proven = active.some(({ provenSecondsAgo = Infinity }) => provenSecondsAgo <= change.leaseSeconds);
  return [
    loss(here!, backups || missing.length === 0 ? [] : [`no copy in ${there} is in sync and within ${rpoSeconds} s of data set ${missing.join(', ')}`],
      backups ? `a deployment is made in ${there} from the copied backups` : `\`redis-ha region promote\` puts ${there} in charge`),
    loss(there!, proven || change.whenUnsure === WhenUnsure.KEEP_WRITING ? [] : [`${here} has no proof that it is active, and stops taking writes`],
      `${here} keeps serving`),
  ];
}

interface Sides {
  readonly regions?: RegionNodeObservation[];
  readonly change: DeploymentPlan['regionChange'];
  readonly active: RegionNodeObservation[];
  readonly standby: RegionNodeObservation[];
  /** The active one first. */
  readonly names: string[];
}

function sides(plan: DeploymentPlan, observation: Observation): Sides {
  const { regions } = observation;
  const names = planInForce(plan, observation).regions.map(({ name }) => name);
  const of = (name: string | undefined): RegionNodeObservation[] => (regions ?? []).filter(({ region }) => region === name);
  return { regions, change: plan.regionChange, active: of(names[0]), standby: of(names[1]), names };
}
