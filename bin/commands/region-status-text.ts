import type { RegionStatus } from '../../lib/region/promotion';
import { table } from './table';

/** Who is in charge, then each node. */
export function regionStatusText({ deployment, record, witnessLacks, witnessProblem, regions }: RegionStatus): string {
  const rows = regions.flatMap(({ name, nodes }) => nodes.map((node) => [
    name, node.node, node.answers ? node.role : node.dormant ? 'dormant' : 'no answer', node.answers ? node.phase : '',
    node.answers ? String(node.knows) : '', node.answers && node.role !== 'sentinel' ? String(node.offset) : '',
    node.lagSeconds === undefined ? '' : `${node.lagSeconds} s${node.lagBytes === undefined ? '' : `, ${node.lagBytes} bytes`}`,
    node.role === 'primary' && node.refusesWrites ? 'refuses writes' : '',
  ]));
  return [
    record === undefined ? `${deployment}: no region record is known` : `${deployment}: ${record.active} is active since record ${record.epoch}`
      + (record.moving ? `, moving to ${record.moving.to}: nobody takes writes` : '') + ` (by ${record.by}, ${record.changedAt})`,
    ...witnessProblem === undefined ? [] : [`the witness does not answer: ${witnessProblem}; this is what the nodes know`],
    ...witnessLacks ? [`the witness does not have record ${record!.epoch}: it was emptied, or is not the one that the nodes use. Nodes of ${record!.active} put it `
      + 'back while they have proof that it is the newest; if it stays missing, `redis-ha region put-back`'] : [],
    table([['region', 'node', 'role', 'phase', 'record', 'offset', 'lag', ''], ...rows]),
  ].join('\n');
}
