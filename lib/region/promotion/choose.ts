import type { Candidate, DataSetFacts, Facts } from './facts';
import type { Reports } from './node-report';
import { PromotionRefused } from './refused';

/**
 * Copies that could lead a data set, the best first: the newest epoch, then the highest offset, then the name. Never one that
 * is empty or is being copied to, nor one whose Redis does not answer.
 */
export function candidatesOf(nodes: readonly string[], oldNodes: readonly string[], reports: Reports): Candidate[] {
  return nodes.flatMap((node): Candidate[] => {
    const report = reports[node];
    if (!report?.holdsData || report.role === undefined) {
      return [];
    }
    const { epoch, offset, replicationId, linkUp, source } = report;
    return [{ node, epoch, offset, replicationId, follows: linkUp && source !== undefined && oldNodes.includes(source) }];
  }).sort((a, b) => b.epoch - a.epoch || b.offset - a.offset || (a.node < b.node ? -1 : 1));
}

/** Where a primary stopped: nothing was acknowledged beyond. */
export interface Floor {
  readonly node: string;
  readonly offset: number;
  /** Empty when unknown. */
  readonly replicationId: string;
}

/** Whether a copy has all that the primary had. Offsets of another history say nothing. */
export function reaches(candidate: Candidate, floor: Floor): boolean {
  const sameHistory = candidate.replicationId === '' || floor.replicationId === '' || candidate.replicationId === floor.replicationId;
  return sameHistory && candidate.offset >= floor.offset;
}

/**
 * The node that leads each data set from now on.
 *
 * @param floors where the old primaries stopped, by data set; a copy that has all of it goes before any other
 * @throws PromotionRefused when a data set has no copy that could lead
 */
export function choose(dataSets: readonly DataSetFacts[], floors: Readonly<Record<string, Floor>>): Record<string, Candidate> {
  return Object.fromEntries(dataSets.map(({ dataSet, candidates }) => {
    const floor = floors[dataSet];
    const chosen = (floor && candidates.find((candidate) => reaches(candidate, floor))) ?? candidates[0];
    if (!chosen) {
      throw noCandidate(dataSet);
    }
    return [dataSet, chosen];
  }));
}

/** Whether there is a data set that nobody could lead. */
export function leaderless({ record, target, dataSets }: Facts): boolean {
  return record.active !== target && dataSets.some(({ candidates }) => candidates.length === 0);
}

export function noCandidate(dataSet: string): PromotionRefused {
  return new PromotionRefused('no-candidate', `no node of the region holds a whole copy of data set ${dataSet} and answers`,
    'start its nodes, wait until a copy under way has ended, or restore a backup there');
}
