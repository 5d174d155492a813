import {
  BalanceWhen, DEFAULT_WINDOW, TopologyKind, validateBalance, type DeploymentSpec,
} from '../model';
import type { PlanBalance } from './deployment-plan';

const DAYS = ['Sundays', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays'];

/**
 * Whether and when the agents move primaries (rule R12).
 *
 * @throws InvalidInput for a rule the topology cannot follow
 */
export function planBalance(spec: DeploymentSpec, domains: string[]): PlanBalance {
  const { kind } = spec.topology;
  const declared = spec.balance ?? {};
  const rule = validateBalance(declared, kind, domains);
  const { preferredDomain } = rule;
  const wanted = kind === TopologyKind.CLUSTER || preferredDomain !== undefined;
  const when = rule.when ?? (wanted ? BalanceWhen.IN_WINDOW : BalanceWhen.NEVER);
  return {
    when,
    ...(when === BalanceWhen.IN_WINDOW ? { window: { ...(rule.window ?? DEFAULT_WINDOW) } } : {}),
    ...(preferredDomain === undefined ? {} : { preferredDomain }),
    because: reason(kind, when, declared.when !== undefined, preferredDomain),
  };
}

function reason(kind: TopologyKind, when: BalanceWhen, declared: boolean, preferredDomain?: string): string {
  if (when === BalanceWhen.NEVER) {
    if (declared) {
      return 'declared by balance.when';
    }
    return kind === TopologyKind.REPLICATION
      ? 'a primary without automatic failover moves only when it is told to'
      : 'one primary is well wherever it is, as no preferred domain is declared';
  }
  return kind === TopologyKind.CLUSTER
    ? 'failovers drift primaries together, and a failure domain with a majority of them would take the votes for a failover'
    : `balance.preferredDomain declares that the primary belongs in ${preferredDomain}`;
}

/** The rule in a sentence, for people. */
export function balanceText(balance: PlanBalance, kind: TopologyKind): string {
  const { when, window, preferredDomain } = balance;
  if (when === BalanceWhen.NEVER) {
    return `Primaries are never moved by themselves except at a failover: ${balance.because}.`;
  }
  const occasion = kind === TopologyKind.CLUSTER
    ? 'When a failure domain holds a majority of the primaries, one of them is handed over'
    : `When the primary is outside ${preferredDomain}, it is handed over to a node there`;
  const time = window === undefined
    ? 'as soon as every node has been well for some minutes'
    : `${window.day === undefined ? 'every day' : `on ${DAYS[window.day]}`} from ${window.startUtc} UTC for ${window.minutes} minutes, `
      + 'if every node has been well for some minutes';
  return `${occasion}, ${time}; no acknowledged write is lost. ${balance.because[0]!.toUpperCase()}${balance.because.slice(1)}.`;
}
