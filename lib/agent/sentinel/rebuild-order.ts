import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodeConfig } from '../../config';
import type { AuthorityView } from '../situation';
import { writeAtomically } from '../write-atomically';

/**
 * An operator's word on who is primary when no Sentinel majority is left to say so: every
 * Sentinel begins again with that node, at an epoch above all that anybody remembers.
 */
export interface RebuildOrder {
  readonly id: string;
  /** Data node that is to be primary. */
  readonly primary: string;
  readonly epoch: number;
  /** ISO 8601. */
  readonly issuedAt: string;
  /** Who gave it. */
  readonly by: string;
}

/** Why an order must not be followed; empty when it may. */
export function objection(order: RebuildOrder, dataNodes: string[], view: AuthorityView, knownEpoch: number): string {
  if (!dataNodes.includes(order.primary)) {
    return `${order.primary} is no data node of this deployment`;
  }
  if (view.majority) {
    return `a Sentinel majority is there and names ${view.majority.node}: nothing has to be rebuilt`;
  }
  if (!Number.isInteger(order.epoch) || order.epoch <= knownEpoch) {
    return `epoch ${order.epoch} is not above ${knownEpoch}, which this node remembers`;
  }
  return '';
}

/** The order a node has been given last, and the trail of all of them, on its data volume. */
export class OrderFile {
  private order?: RebuildOrder;
  private readonly file: string;
  private readonly audit: string;

  constructor(config: NodeConfig) {
    this.file = join(config.dataDir, 'agent', 'order.json');
    this.audit = join(config.dataDir, 'agent', 'audit.jsonl');
  }

  public async load(): Promise<void> {
    this.order = await readFile(this.file, 'utf8').then((text) => JSON.parse(text) as RebuildOrder).catch(() => undefined);
  }

  public get(): RebuildOrder | undefined {
    return this.order;
  }

  public async save(order: RebuildOrder): Promise<void> {
    await mkdir(join(this.audit, '..'), { recursive: true });
    await appendFile(this.audit, `${JSON.stringify({ at: new Date().toISOString(), order })}\n`, { mode: 0o600 });
    await writeAtomically(this.file, `${JSON.stringify(order)}\n`);
    this.order = order;
  }
}
