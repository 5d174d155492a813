import { BalanceWhen, TopologyKind } from '../../model';
import type { DeploymentPlan, PlanBalanceWindow } from '../../plan';
import type { DataSet, Standing } from './standing';

/** What is known when it is decided whether a primary is moved (rule R12). */
export interface BalanceFacts {
  readonly now: number;
  /** Node this agent is beside. */
  readonly node: string;
  readonly plan: DeploymentPlan;
  readonly standing: Standing;
  /** Since when everything has been well with every primary where it is; 0 when it is not. */
  readonly wellSince: number;
  /** When this agent last moved a primary or tried to; 0 for never. */
  readonly lastMoveAt: number;
  /** How long everything must have been well, in seconds. */
  readonly healthySeconds: number;
  /** An operator said `now`: neither window nor patience, everything else counts. */
  readonly told: boolean;
}

/** A handover that makes the deployment stand better. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

export interface BalanceDecision {
  readonly move?: Move;
  /** Why, or why not. */
  readonly why: string;
}

/** After a move, or a try, the next one waits for so many times the healthy time. */
const COOLDOWN_FACTOR = 2;

/** One elected agent, one move at a time, none without gain, and only while everything has been well for some time. */
export function decideBalance(facts: BalanceFacts): BalanceDecision {
  const { plan, standing, node, told } = facts;
  const elected = electedOf(plan);
  if (node !== elected) {
    return { why: `${elected} balances` };
  }
  if (plan.balance.when === BalanceWhen.NEVER && !told) {
    return { why: 'the plan says never' };
  }
  if (standing.unwell !== '') {
    return { why: `not now: ${standing.unwell}` };
  }
  const wish = plan.topology.kind === TopologyKind.CLUSTER ? apart(plan, standing.sets) : preferred(plan, standing.sets);
  if (!wish.move) {
    return wish;
  }
  const patience = told ? '' : notYet(facts);
  return patience === '' ? wish : { why: `not now: ${patience}; ${wish.why}` };
}

/** The one agent that moves anything: the first name of all. It acts only while every node answers. */
export function electedOf(plan: DeploymentPlan): string {
  return plan.nodes.map(({ name }) => name).sort()[0]!;
}

function notYet({ now, plan, wellSince, lastMoveAt, healthySeconds }: BalanceFacts): string {
  const wellFor = wellSince === 0 ? 0 : (now - wellSince) / 1000;
  if (wellFor < healthySeconds) {
    return `everything has to be well for ${healthySeconds} s`;
  }
  if (lastMoveAt > 0 && now - lastMoveAt < COOLDOWN_FACTOR * healthySeconds * 1000) {
    return 'a primary was moved a short while ago';
  }
  const { when, window } = plan.balance;
  return when === BalanceWhen.IN_WINDOW && !(window && within(window, now)) ? 'outside the maintenance window' : '';
}

/** A window may reach into the next day. */
export function within({ day, startUtc, minutes }: PlanBalanceWindow, now: number): boolean {
  const [hour, minute] = startUtc.split(':').map(Number) as [number, number];
  return [0, 1].some((daysAgo) => {
    const begin = new Date(now);
    begin.setUTCDate(begin.getUTCDate() - daysAgo);
    begin.setUTCHours(hour, minute, 0, 0);
    const age = now - begin.getTime();
    return age >= 0 && age < minutes * 60_000 && (day === undefined || begin.getUTCDay() === day);
  });
}

/** Sentinel: the primary belongs into the preferred domain, when a replica there may take over. */
function preferred(plan: DeploymentPlan, [set]: DataSet[]): BalanceDecision {
  const wanted = plan.balance.preferredDomain;
  if (wanted === undefined || !set) {
    return { why: 'one primary is well wherever it is' };
  }
  const domain = domainsOf(plan);
  if (domain(set.primary) === wanted) {
    return { why: `${set.primary} is in ${wanted}` };
  }
  const to = set.ready.find((node) => domain(node) === wanted);
  return to === undefined
    ? { why: `the primary ${set.primary} is outside ${wanted}, where no replica may take over` }
    : { move: { from: set.primary, to }, why: `the primary ${set.primary} is in ${domain(set.primary)}, ${to} in ${wanted}, which is preferred` };
}

/** Cluster: no failure domain holds a majority of the primaries; the move that spreads them best. */
function apart(plan: DeploymentPlan, sets: DataSet[]): BalanceDecision {
  const domain = domainsOf(plan);
  const counts = new Map<string, number>();
  sets.forEach(({ primary }) => counts.set(domain(primary), (counts.get(domain(primary)) ?? 0) + 1));
  const majority = Math.floor(sets.length / 2) + 1;
  const [heavy, most] = [...counts].sort(([, a], [, b]) => b - a)[0]!;
  if (most < majority) {
    return { why: `no failure domain holds ${majority} of ${sets.length} primaries` };
  }
  const held = `${heavy} holds ${most} of ${sets.length} primaries, a majority`;
  const moves = sets.filter(({ primary }) => domain(primary) === heavy).flatMap((set) => set.ready
    .filter((node) => domain(node) !== heavy)
    .map((to) => ({ set, to, there: counts.get(domain(to)) ?? 0 })));
  // Where the other domain would end with as many as this one has now, nothing is gained.
  const best = moves.filter(({ there }) => there + 1 < most).sort((a, b) => a.there - b.there)[0];
  return best
    ? { move: { from: best.set.primary, to: best.to }, why: `${held}; ${best.set.name} moves to ${best.to} in ${domain(best.to)}` }
    : { why: `${held}, and no replica elsewhere would make it better` };
}

function domainsOf(plan: DeploymentPlan): (node: string) => string {
  const domains = new Map(plan.nodes.map(({ name, failureDomain }) => [name, failureDomain]));
  return (node) => domains.get(node)!;
}
