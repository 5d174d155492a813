import { canonicalJson, type DeploymentPlan } from '../plan';
import type { Lab, LabNode } from './lab';
import { liveChanges, objectionToRoll } from './roll-plan';
import { RollState } from './roll-state';
import { runningVersion } from './running-version';

/** One thing a roll did or waits for. */
export interface RollProgress {
  readonly atMs: number;
  /** `plan`, `live`, `waits`, `skips`, `hands-over`, `stops`, `starts`, `back`, `done`. */
  readonly what: string;
  readonly node?: string;
  readonly detail: string;
}

export interface RollOptions {
  /**
   * Plan to bring into force: servers with another version than its engine's are restarted, everything else is
   * applied to what runs.
   *
   * @default - the plan in force, and every node is restarted once
   */
  readonly plan?: DeploymentPlan;
  /**
   * How long one step may wait for the deployment to be whole, in milliseconds; a full copy of the data fits into it.
   *
   * @default 180000
   */
  readonly patienceMs?: number;
  /** Asked before each node: true ends the roll there, and a later one goes on. */
  readonly cancelled?: () => boolean;
  readonly onProgress?: (progress: RollProgress) => void;
}

export interface RollResult {
  /** Settings that were given to running servers. */
  readonly live: string[];
  readonly restarted: string[];
  /** Nodes that needed no restart, or had it in an earlier, interrupted run. */
  readonly skipped: string[];
  readonly handovers: { from: string; to: string }[];
}

/** Nothing more is touched: what is lacking is in the message, and another roll goes on from there. */
export class RollStopped extends Error {}

const DEFAULT_PATIENCE_MS = 180_000;
const POLL_MS = 200;
/** A node that does not say that it is ready is asked so often: one late answer is no fault. */
const ASKED = 3;
/** Whoever has the say names the new primary within this after a handover: Sentinels hear of it with a later INFO and hello. */
const NAMED_MS = 10_000;
const underWay = new WeakSet<Lab>();

/**
 * Restarts or upgrades a running deployment without an interruption: replicas first, one at a time, each back in sync
 * before the next; then, shard by shard, a handover and the old primary; nodes with only a Sentinel last. A node
 * is stopped only while everything but it is whole, so that no shard's last good copy is ever at risk. What is
 * broken goes first, if it is only one.
 *
 * @throws RollStopped when the deployment does not become whole in time
 */
export async function roll(lab: Lab, options: RollOptions = {}): Promise<RollResult> {
  if (underWay.has(lab)) {
    throw new RollStopped('a roll is already under way');
  }
  underWay.add(lab);
  try {
    return await new Roll(lab, options, await RollState.open(lab)).run();
  } finally {
    underWay.delete(lab);
  }
}

class Roll {
  private readonly result: RollResult = { live: [], restarted: [], skipped: [], handovers: [] };

  constructor(private readonly lab: Lab, private readonly options: RollOptions, private readonly state: RollState) {}

  public async run(): Promise<RollResult> {
    const { lab, options: { plan }, state } = this;
    await this.checkPlan(plan);
    if (state.stopped !== undefined && !lab.node(state.stopped).running) {
      this.tell('starts', 'an interrupted roll left it stopped', state.stopped);
      await lab.node(state.stopped).start();
    }
    if (plan && canonicalJson(plan) !== canonicalJson(lab.plan)) {
      await this.putInForce(plan);
    }
    let pending = await this.pending();
    while (pending.length > 0) {
      if (this.options.cancelled?.()) {
        throw new RollStopped(`ended before ${pending.map(({ name }) => name).join(', ')}: roll again to go on`);
      }
      const next = await this.next(pending);
      await this.turn(next);
      pending = pending.filter((node) => node !== next);
    }
    await this.whole('to end');
    await state.finish();
    this.tell('done', `${this.result.restarted.length} restarted, ${this.result.skipped.length} skipped, `
      + `${this.result.handovers.length} handovers, ${this.result.live.length} settings applied without a restart`);
    return this.result;
  }

  private async checkPlan(plan: DeploymentPlan | undefined): Promise<void> {
    const objection = plan === undefined ? '' : objectionToRoll(this.lab.plan, plan);
    if (objection !== '') {
      throw new RollStopped(objection);
    }
    if (this.lab.plan.topology.replicas === 0) {
      throw new RollStopped('there is one copy of each shard: nothing can restart without an interruption; add a replica first');
    }
  }

  /** Servers take what they can without a restart; their agents see to that when they read the new plan. */
  private async putInForce(plan: DeploymentPlan): Promise<void> {
    const { lab } = this;
    await this.wholeBut('before the plan changes');
    const live = liveChanges(lab.plan, plan);
    await lab.apply(plan);
    this.tell('plan', `in force; ${plan.engine.name}, ${plan.nodes.length} nodes`);
    for (const { field, from, to, by } of live) {
      this.result.live.push(field);
      this.tell('live', `${field} ${from} -> ${to} without a restart (${by})`);
    }
    await this.wholeBut('after the plan changed');
  }

  private async pending(): Promise<LabNode[]> {
    const { lab, options, state } = this;
    const wanted = `${lab.plan.engine.family} ${lab.engine.version}`;
    const nodes = await Promise.all(lab.nodes.map(async (node) => ({ node, runs: await runningVersion(lab, node) })));
    const due = nodes.filter(({ node, runs }) => (options.plan ? runs !== wanted : !state.hadItsTurn(node)));
    for (const { node, runs } of nodes.filter((looked) => !due.includes(looked))) {
      this.result.skipped.push(node.name);
      this.tell('skips', options.plan ? `runs ${runs} already` : 'was restarted before the roll was interrupted', node.name);
    }
    return due.map(({ node }) => node);
  }

  /** What is broken first, then replicas, primaries, and nodes with only a Sentinel. */
  private async next(pending: LabNode[]): Promise<LabNode> {
    const shards = Array.from({ length: this.lab.plan.topology.shards }, (_, index) => index + 1);
    const primaries = await Promise.all(shards.map((shard) => this.lab.primary(shard)));
    const ready = await Promise.all(pending.map(isReady));
    const rank = (node: LabNode, index: number): number =>
      (!ready[index] ? 0 : !node.hasData ? 3 : primaries.includes(node.name) ? 2 : 1);
    return pending.map((node, index) => ({ node, rank: rank(node, index) })).sort((a, b) => a.rank - b.rank)[0]!.node;
  }

  private async turn(node: LabNode): Promise<void> {
    const { lab, state } = this;
    await this.whole(`before ${node.name} stops`, node.name);
    await this.relieve(node);
    this.tell('stops', 'everything but it is whole', node.name);
    await state.stopping(node.name);
    await node.stop();
    await node.start();
    this.tell('starts', `with ${lab.plan.engine.family} ${lab.engine.version}`, node.name);
    await this.whole(`after the restart of ${node.name}`);
    await state.stopping(undefined);
    const [runs, wanted] = [await runningVersion(lab, node), `${lab.plan.engine.family} ${lab.engine.version}`];
    if (runs !== wanted) {
      throw new RollStopped(`${node.name} runs ${runs} after its restart, ${wanted} was wanted`);
    }
    this.result.restarted.push(node.name);
    this.tell('back', `${runs}, in sync`, node.name);
  }

  /** Hands over when it is primary, until it is not. */
  private async relieve(node: LabNode): Promise<void> {
    const { lab } = this;
    const deadline = Date.now() + this.patience();
    while (node.hasData && await lab.primary(node.shard) === node.name) {
      const { ok, to, detail } = await lab.command(node.name, 'handover')
        .catch((failure: unknown) => ({ ok: false, to: undefined, detail: String(failure) }));
      this.tell('hands-over', ok ? `to ${to}` : `not yet: ${detail}`, node.name);
      if (ok && to !== undefined) {
        this.result.handovers.push({ from: node.name, to });
        await this.named(node);
      }
      if (Date.now() > deadline) {
        throw new RollStopped(`${node.name} is primary and cannot hand over: ${detail}`);
      }
      await pause(ok ? POLL_MS : 5 * POLL_MS);
      // Itself it need not be linked again: an older engine may not read what a newer primary sends.
      await this.whole(`after the handover of ${node.name}`, node.name);
    }
  }

  /** Asked again before that is known, it would be told to hand over what it has handed over. */
  private async named(node: LabNode): Promise<void> {
    const deadline = Date.now() + Math.min(NAMED_MS, this.patience());
    while (Date.now() < deadline && await this.lab.primary(node.shard) === node.name) {
      await pause(POLL_MS);
    }
  }

  /** Waits until the deployment is whole, or at most one node is broken. */
  private async wholeBut(moment: string): Promise<void> {
    const sick = await this.lab.lacking() === '' ? undefined : await this.onlySick();
    await this.whole(moment, sick);
  }

  private async onlySick(): Promise<string | undefined> {
    const ready = await Promise.all(this.lab.nodes.map(async (node) => ({ node, ok: await isReady(node) })));
    const sick = ready.filter(({ ok }) => !ok);
    return sick.length === 1 ? sick[0]!.node.name : undefined;
  }

  private async whole(moment: string, without?: string): Promise<void> {
    const deadline = Date.now() + this.patience();
    let told = '';
    for (;;) {
      const lacking = await this.lab.lacking(without);
      if (lacking === '') {
        return;
      }
      if (Date.now() > deadline) {
        throw new RollStopped(`not whole ${moment} within ${this.patience() / 1000} s: ${lacking}; `
          + 'nothing more is touched, roll again when that is mended');
      }
      if (told === '') {
        this.tell('waits', `${moment}: ${lacking}`);
        told = lacking;
      }
      await pause(POLL_MS);
    }
  }

  private patience(): number {
    return this.options.patienceMs ?? DEFAULT_PATIENCE_MS;
  }

  private tell(what: string, detail: string, node?: string): void {
    this.lab.record('roll', `${what}: ${detail}`, node);
    this.options.onProgress?.({ atMs: Date.now(), what, detail, ...(node === undefined ? {} : { node }) });
  }
}

async function isReady(node: LabNode): Promise<boolean> {
  for (let asked = 1; (await node.health('/ready'))?.status !== 200; asked += 1) {
    if (asked === ASKED) {
      return false;
    }
    await pause(POLL_MS);
  }
  return true;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, ms); });
}
