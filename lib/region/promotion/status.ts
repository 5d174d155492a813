import { planOf, NodeRole, type PlanNode } from '../../plan';
import { newestRecord } from '../witness';
import type { RegionRecord } from '../record';
import { dataSetsOf } from './data-sets';
import type { NodeReport } from './node-report';
import type { PromotionPort } from './port';
import { messageOf } from './run';

/** One node, as its agent says it. */
export interface NodeStatus {
  readonly node: string;
  /** It does not run until its region is promoted. */
  readonly dormant: boolean;
  readonly answers: boolean;
  readonly role: string;
  readonly phase: string;
  /** Epoch of the region record it knows; 0 for none. */
  readonly knows: number;
  readonly offset: number;
  readonly lagSeconds?: number;
  readonly lagBytes?: number;
  readonly refusesWrites: boolean;
}

/** Who is in charge, and how either region stands. */
export interface RegionStatus {
  readonly deployment: string;
  /** Newest record that anybody knows; absent when nobody knows one. */
  readonly record?: RegionRecord;
  /** The witness answers, and from its first record on it does not lead to that one: it was emptied, or is another one. */
  readonly witnessLacks?: boolean;
  /** Why the witness could not be asked; absent when it answered. */
  readonly witnessProblem?: string;
  readonly regions: { readonly name: string; readonly nodes: NodeStatus[]; readonly dataSets: string[] }[];
}

export async function regionStatus(port: PromotionPort): Promise<RegionStatus> {
  const { plan, witness } = port;
  const nodes = plan.regions.map(({ name }) => ({ name, nodes: planOf(plan, name).nodes }));
  const [reports, asked] = await Promise.all([
    port.look(nodes.flatMap((region) => region.nodes.map(({ name }) => name))),
    newestRecord(witness).then((found) => ({ found }), (failure: unknown) => ({ found: undefined, problem: messageOf(failure) })),
  ]);
  const known = [asked.found, ...Object.values(reports).map(({ region }) => region)].filter((record) => record !== undefined);
  const record = known.sort((a, b) => b.epoch - a.epoch)[0];
  const lacks = !('problem' in asked) && record !== undefined && await lacking(port.witness, record, asked.found);
  return {
    deployment: plan.name,
    ...(record ? { record } : {}),
    ...(lacks ? { witnessLacks: true } : {}),
    ...('problem' in asked ? { witnessProblem: asked.problem } : {}),
    regions: nodes.map((region) => ({
      name: region.name, dataSets: Object.keys(dataSetsOf(region.nodes)),
      nodes: region.nodes.map((node) => statusOf(node, reports[node.name])),
    })),
  };
}

/** Asked once more, since the record may have been created between the two questions. */
async function lacking(witness: PromotionPort['witness'], { epoch }: RegionRecord, found: RegionRecord | undefined): Promise<boolean> {
  const reached = (newest: RegionRecord | undefined): boolean => (newest?.epoch ?? 0) >= epoch;
  return !reached(found) && newestRecord(witness).then((newest) => !reached(newest), () => false);
}

function statusOf({ name, dormant = false, roles }: PlanNode, report: NodeReport | undefined): NodeStatus {
  return {
    node: name, dormant, answers: report !== undefined, phase: report?.phase ?? '', offset: report?.offset ?? 0,
    role: report?.role ?? (roles.includes(NodeRole.DATA) ? 'unknown' : 'sentinel'),
    knows: report?.region?.epoch ?? 0, refusesWrites: report?.fence?.confirmed ?? false,
    ...(report?.lag ? { lagSeconds: report.lag.seconds, lagBytes: report.lag.bytes } : {}),
  };
}
