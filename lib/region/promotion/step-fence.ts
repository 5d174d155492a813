import { WhenUnsure } from '../../model';
import type { RegionRecord } from '../record';
import type { Floor } from './choose';
import { factsOf, type Facts } from './facts';
import { dataSetsOf } from './data-sets';
import type { NodeReport, Reports } from './node-report';
import { activeAlready, announce } from './step-announce';
import { goesOn } from './refusals';
import { PromotionRefused } from './refused';
import type { Run } from './run';

/**
 * Waits until the old region takes no writes: every data node confirms, or as long as a proof of its may last, counted from
 * when the announcement was known to stand. A replica that does not answer counts, too: it may have been made primary.
 */
export async function fence(run: Run): Promise<string> {
  const began = await run.facts();
  if (began.record.active === run.target) {
    return activeAlready(began.record);
  }
  const record = announced(began, run.target);
  if (run.announcedAt === undefined) {
    // Another process has announced it: since when enough know of it is not known here, so the wait begins now.
    await announce(run);
  }
  const since = run.announcedAt!;
  const names = Object.values(dataSetsOf(began.oldNodes)).flat();
  let reports: Reports = {};
  let silent = names;
  const left = Math.max(0, run.plan.regionChange!.promise.oldRegionStopsSeconds - (run.port.monotonic() - since) / 1000);
  const confirmed = await run.until(left, async () => {
    // One that was out of reach is told as soon as it can be.
    [reports] = await Promise.all([run.port.look(began.oldNodes.map(({ name }) => name)), run.port.tell(record, silent)]);
    silent = names.filter((name) => !holds(reports[name], record));
    return silent.length === 0;
  });
  const stands = await run.record(reports, record.epoch);
  if (stands.active !== run.target) {
    // Had the witness lost the announcement meanwhile, the old region might have found a proof after it.
    announced({ record: stands }, run.target);
  }
  const facts = factsOf(run.plan, run.target, record, reports);
  const floors = floorsOf(facts, record);
  if (run.plan.regionChange!.whenUnsure === WhenUnsure.KEEP_WRITING && !run.options.force) {
    const unseen = facts.dataSets.map(({ dataSet }) => dataSet).filter((dataSet) => floors[dataSet] === undefined);
    if (unseen.length > 0) {
      throw goesOn(run.from, unseen);
    }
  }
  run.fenced = { epoch: record.epoch, confirmed, floors, silent };
  return confirmed ? `all ${names.length} data nodes of ${run.from} refuse writes`
    : `the lease of ${silent.join(', ')} has run out; ${names.length - silent.length} of ${names.length} data nodes of ${run.from} confirmed`;
}

/** The announcement that is in force. @throws PromotionRefused when there is none */
export function announced({ record }: Pick<Facts, 'record'>, target: string): RegionRecord {
  if (record.moving?.to === target) {
    return record;
  }
  throw new PromotionRefused('not-announced', `record ${record.epoch} (by ${record.by}) does not announce that ${target} is being promoted: it was taken back, or never begun`,
    'begin with `redis-ha region promote`');
}

function holds(report: NodeReport | undefined, { epoch }: RegionRecord): boolean {
  return report?.fence !== undefined && report.fence.confirmed && report.fence.epoch >= epoch;
}

/** Where the old primaries that confirmed their fence stopped. */
export function floorsOf(facts: Facts, record: RegionRecord): Record<string, Floor> {
  return Object.fromEntries(facts.dataSets.flatMap(({ dataSet, old }) => (old && holds(old.report, record)
    ? [[dataSet, { node: old.node, offset: old.report.fence!.offset, replicationId: old.report.replicationId }]] : [])));
}
