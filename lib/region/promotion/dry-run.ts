import { NodeRole, nodesWith } from '../../plan';
import { factsText } from './step-check';
import type { Facts } from './facts';
import type { PromotionOptions } from './options';
import type { PromotionPort } from './port';
import { refusals } from './refusals';
import { Run } from './run';
import { StepId, stepsOf, type PromotionStep } from './steps';

/** A step, and what it would do as things are. */
export interface DryRunStep extends PromotionStep {
  readonly now: string;
}

export interface DryRun {
  readonly deployment: string;
  readonly from: string;
  readonly to: string;
  /** Epoch of the record in force. */
  readonly epoch: number;
  readonly steps: DryRunStep[];
  /** What stands against it; empty when it would begin. */
  readonly refusals: { readonly id: string; readonly reason: string; readonly fix: string }[];
}

/** Every step of a promotion with what it would do now. Asks, and changes nothing. */
export async function dryRun(target: string, port: PromotionPort, options: PromotionOptions = {}): Promise<DryRun> {
  const run = new Run(port.plan, target, port, options, 'dry run');
  const facts = await run.facts();
  return {
    deployment: port.plan.name, from: run.from, to: target, epoch: facts.record.epoch,
    steps: stepsOf(port.plan, target).map((step) => ({ ...step, now: wouldDo(step.id, facts, run) })),
    refusals: refusals(port.plan, facts, options, run.keepsBackupsOnly).map(({ id, reason, fix }) => ({ id, reason, fix })),
  };
}

function wouldDo(id: StepId, facts: Facts, run: Run): string {
  const { record, from, target, dataSets, oldNodes, newNodes, reports } = facts;
  const over = record.active === target && id !== StepId.CHECK;
  const nothing = `nothing: ${target} is active since record ${record.epoch}`;
  const silent = nodesWith(oldNodes, NodeRole.DATA).filter(({ name }) => !reports[name]).map(({ name }) => name);
  switch (id) {
    case StepId.CHECK:
      return factsText(facts);
    case StepId.START: {
      const missing = newNodes.filter(({ dormant, name }) => dormant && !reports[name]).map(({ name }) => name);
      return missing.length === 0 ? 'nothing: all nodes run' : `start ${missing.join(', ')}`;
    }
    case StepId.ANNOUNCE:
      return over ? nothing : record.moving ? `go on with record ${record.epoch}, by ${record.by}` : `create record ${record.epoch + 1}`;
    case StepId.FENCE:
      return over ? nothing : silent.length === 0 ? `wait for ${from} to confirm, seconds`
        : `wait up to ${run.plan.regionChange!.promise.oldRegionStopsSeconds} s, since ${silent.join(', ')} do not answer`;
    case StepId.CATCH_UP:
      return over ? nothing : dataSets.map(({ dataSet, old, candidates: [best] }) => (old && best
        ? `data set ${dataSet}: ${Math.max(0, old.report.offset - best.offset)} bytes` : `data set ${dataSet}: nothing to wait for`)).join('; ');
    case StepId.CHOOSE:
    case StepId.ACTIVATE: {
      const chosen = dataSets.map(({ dataSet, candidates: [best] }) => `data set ${dataSet}: ${best?.node ?? 'nobody'}`).join('; ');
      return over ? nothing : id === StepId.CHOOSE ? chosen : `create record ${record.epoch + (record.moving ? 1 : 2)} with ${chosen}`;
    }
    case StepId.NAMES:
      return run.port.moveNames ? `lead clients to ${target}` : 'say where clients have to go: no DNS is configured here';
    case StepId.RESTORE:
      return `deploy ${run.plan.name} in ${target} with restoreFrom`;
    case StepId.VERIFY:
      return `wait until data set ${dataSets.map(({ dataSet }) => dataSet).join(', ')} takes writes in ${target}`;
    case StepId.OLD_REGION:
      return silent.length === 0 ? `tell ${from}` : `tell ${from}; ${silent.join(', ')} would have to read it from the witness`;
  }
}
