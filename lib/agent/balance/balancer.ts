import type { DeploymentPlan } from '../../plan';
import type { CommandResult } from '../command-result';
import type { Log } from '../log';
import type { PeerState } from '../situation';
import { asPlaced, knownPlaces } from './actual-domains';
import { decideBalance, electedOf, type BalanceDecision, type Move } from './decide-balance';
import { standing } from './standing';

/** How long everything must have been well before a primary is moved, in seconds; drills shorten it by this variable. */
export const HEALTHY_SECONDS_VARIABLE = 'REDIS_HA_BALANCE_HEALTHY_SECONDS';
const HEALTHY_SECONDS = 300;

export interface BalancerTools {
  readonly plan: DeploymentPlan;
  /** Node this agent is beside. */
  readonly node: string;
  /** What every node says of itself, this one included. */
  readonly states: () => Record<string, PeerState>;
  /** Has the agent of that node do something: a handover to the node in the word, or what it decides itself. */
  readonly order: (node: string, verb: 'handover' | 'balance', word: string) => Promise<CommandResult>;
  readonly log: Log;
  /** Nodes are where their states say, not where the plan has them. @default - where the plan has them */
  readonly placedByScheduler?: boolean;
}

/** Moves primaries to where the loss of a failure domain costs least (rule R12), and says why and why not. */
export class Balancer {
  private readonly healthySeconds: number;
  private places = '';
  private wellSince = 0;
  private lastMoveAt = 0;
  private moving = false;
  private said = '';

  constructor(private readonly tools: BalancerTools) {
    const given = Number(process.env[HEALTHY_SECONDS_VARIABLE] ?? NaN);
    this.healthySeconds = given > 0 ? given : HEALTHY_SECONDS;
  }

  /** Looks once and begins a move where one is due. */
  public look(now: number): void {
    if (this.moving) {
      return;
    }
    const { why, move } = this.decide(now, false);
    const kind = why.replace(/\d+/g, '#');
    if (kind !== this.said) {
      this.said = kind;
      this.tools.log('balance', { move: move !== undefined, why });
    }
    if (move) {
      void this.make(move);
    }
  }

  /** An operator's order: the agent that is elected does at once what is due. */
  public async told(now: number): Promise<CommandResult> {
    const elected = electedOf(this.tools.plan);
    if (elected !== this.tools.node) {
      return this.tools.order(elected, 'balance', 'now');
    }
    if (this.moving) {
      return { ok: false, detail: 'a primary is being moved' };
    }
    const { why, move } = this.decide(now, true);
    this.tools.log('balance', { move: move !== undefined, why, told: true });
    if (!move) {
      return { ok: !why.startsWith('not now'), detail: why };
    }
    const result = await this.make(move);
    return result.ok ? { ok: true, to: move.to, detail: why } : result;
  }

  private decide(now: number, told: boolean): BalanceDecision {
    const { plan, node, states } = this.tools;
    const said = states();
    const { placedByScheduler } = this.tools;
    const at = placedByScheduler ? knownPlaces(plan, said, standing(plan, said, now)) : standing(plan, said, now);
    const places = at.sets.map(({ primary }) => primary).join();
    if (at.unwell !== '') {
      this.wellSince = 0;
    } else if (this.wellSince === 0 || places !== this.places) {
      this.wellSince = now;
    }
    this.places = places;
    return decideBalance({
      now, node, plan: placedByScheduler ? asPlaced(plan, said) : plan,
      standing: at, wellSince: this.wellSince, lastMoveAt: this.lastMoveAt,
      healthySeconds: this.healthySeconds, told,
    });
  }

  private async make({ from, to }: Move): Promise<CommandResult> {
    this.moving = true;
    try {
      const result = await this.tools.order(from, 'handover', to);
      this.tools.log('balance-moved', { from, to, ok: result.ok, detail: result.detail });
      return result;
    } finally {
      this.moving = false;
      this.lastMoveAt = Date.now();
    }
  }
}
