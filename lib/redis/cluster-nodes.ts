/** A stretch of slots, both ends included. */
export interface SlotRange {
  readonly from: number;
  readonly to: number;
}

/** One line of CLUSTER NODES. */
export interface ClusterNodeLine {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  /** `myself`, `master`, `slave`, `fail?`, `fail`, `handshake`, `noaddr`, ... */
  readonly flags: string[];
  /** Id of the primary it replicates, undefined for a primary. */
  readonly primaryId?: string;
  readonly configEpoch: number;
  readonly connected: boolean;
  readonly slots: SlotRange[];
  /** Slots on their way out of this node, slot to the id of the other end; only a node's own line tells. */
  readonly migrating: Record<string, string>;
  /** Slots on their way into this node. */
  readonly importing: Record<string, string>;
}

/** @see https://redis.io/commands/cluster-nodes for the format */
export function parseClusterNodes(text: string): ClusterNodeLine[] {
  return text.split('\n').map((line) => line.trim()).filter((line) => line !== '').map(parseLine);
}

function parseLine(line: string): ClusterNodeLine {
  const [id, address, flags, primaryId, , , configEpoch, link, ...slots] = line.split(' ');
  // `host:port@busport`, from 7.0 on followed by `,hostname`.
  const [, host, port] = /^(.*):(\d+)(?:@\d+)?(?:,.*)?$/.exec(address!) ?? [undefined, '', '0'];
  return {
    id: id!,
    host: host ?? '',
    port: Number(port),
    flags: flags!.split(','),
    primaryId: primaryId === '-' ? undefined : primaryId,
    configEpoch: Number(configEpoch),
    connected: link === 'connected',
    slots: slots.filter((slot) => /^\d+(-\d+)?$/.test(slot)).map((slot) => {
      const [from, to] = slot.split('-').map(Number);
      return { from: from!, to: to ?? from! };
    }),
    migrating: moving(slots, /^\[(\d+)->-([0-9a-f]{40})\]$/),
    importing: moving(slots, /^\[(\d+)-<-([0-9a-f]{40})\]$/),
  };
}

function moving(slots: string[], pattern: RegExp): Record<string, string> {
  return Object.fromEntries(slots.map((slot) => pattern.exec(slot)).filter((match) => match !== null)
    .map(([, slot, id]) => [slot!, id!]));
}

/** How many slots those ranges hold. */
export function countSlots(ranges: SlotRange[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
}
