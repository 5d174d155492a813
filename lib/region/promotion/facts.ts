import { NodeRole, nodesWith, planOf, type DeploymentPlan, type PlanNode } from '../../plan';
import type { RegionRecord } from '../record';
import { candidatesOf } from './choose';
import { dataSetsOf } from './data-sets';
import type { NodeReport, Reports } from './node-report';

/** One copy that could lead. */
export interface Candidate {
  readonly node: string;
  readonly epoch: number;
  readonly offset: number;
  readonly replicationId: string;
  /** It is connected to a node of the old region itself. */
  readonly follows: boolean;
}

/** What is known of one data set in both regions. */
export interface DataSetFacts {
  readonly dataSet: string;
  /** Node of the old region that leads it, as far as anybody answers. */
  readonly old?: { readonly node: string; readonly report: NodeReport };
  /** Highest offset of the old region that anybody knows of; absent when nobody does. */
  readonly knownOffset?: number;
  /** Copies in the target region that could lead, the best first. */
  readonly candidates: Candidate[];
}

/** Everything a promotion decides by, as seen at one moment. */
export interface Facts {
  /** The newest one. */
  readonly record: RegionRecord;
  readonly from: string;
  readonly target: string;
  /** Nodes of the region that is left. */
  readonly oldNodes: PlanNode[];
  /** Nodes of the region that is promoted. */
  readonly newNodes: PlanNode[];
  readonly reports: Reports;
  readonly dataSets: DataSetFacts[];
}

export function factsOf(plan: DeploymentPlan, target: string, record: RegionRecord, reports: Reports): Facts {
  const turned = planOf(plan, target);
  const other = turned.regions[1]!;
  const oldSets = dataSetsOf(other.nodes!);
  const dataSets = Object.entries(dataSetsOf(turned.nodes)).map(([dataSet, nodes]): DataSetFacts => {
    const old = leaderOf(oldSets[dataSet] ?? [], reports);
    const knownOffset = knownOffsetOf(oldSets[dataSet] ?? [], nodes, reports);
    return {
      dataSet, candidates: candidatesOf(nodes, oldSets[dataSet] ?? [], reports),
      ...(old === undefined ? {} : { old }), ...(knownOffset === undefined ? {} : { knownOffset }),
    };
  });
  return { record, from: other.name, target, oldNodes: other.nodes!, newNodes: turned.nodes, reports, dataSets };
}

/** Data nodes whose agents are meant to run before the promotion: nobody else's word counts for the old region. */
export function litDataNodes(nodes: readonly PlanNode[]): string[] {
  return nodesWith([...nodes], NodeRole.DATA).filter(({ dormant }) => !dormant).map(({ name }) => name);
}

/** Of those that call themselves primary the one at the highest epoch: the others are leftovers of a failover. */
function leaderOf(nodes: readonly string[], reports: Reports): DataSetFacts['old'] {
  return nodes.flatMap((node) => (reports[node]?.role === 'primary' && reports[node].holdsData ? [{ node, report: reports[node] }] : []))
    .sort((a, b) => b.report.epoch - a.report.epoch || b.report.offset - a.report.offset)[0];
}

function knownOffsetOf(oldNodes: readonly string[], newNodes: readonly string[], reports: Reports): number | undefined {
  const offsets = [
    ...oldNodes.flatMap((node) => (reports[node]?.holdsData ? [reports[node].fence?.offset ?? 0, reports[node].offset] : [])),
    // What a copy had been told was there and had not got yet.
    ...newNodes.flatMap((node) => {
      const { offset = 0, lag } = reports[node] ?? {};
      return lag?.bytes === undefined ? [] : [offset + lag.bytes];
    }),
  ].filter((offset) => offset > 0);
  return offsets.length === 0 ? undefined : Math.max(...offsets);
}
