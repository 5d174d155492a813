import { canonicalJson } from '../model';

/**
 * Who may take writes (rule R14). Records are numbered by their epoch and never changed: the next one is created, at most once,
 * in a witness outside both regions.
 */
export interface RegionRecord {
  readonly schemaVersion: 1;
  readonly deployment: string;
  /** From 1; the record with the highest one is in force. */
  readonly epoch: number;
  /** Region whose nodes may be primary. */
  readonly active: string;
  /** A promotion is under way: nobody takes writes until the next record. */
  readonly moving?: RegionMove;
  /** Data set (shard, `1` unless it is a Cluster) to the node that begins as its primary; absent in the first record. */
  readonly primaries?: Record<string, string>;
  /** Epoch, of Sentinel or of the role marker, that these begin at: above all that were before. */
  readonly roleEpoch: number;
  /** ISO 8601, for people; nothing is decided by it. */
  readonly changedAt: string;
  /** Who changed it and why, for people. */
  readonly by: string;
}

export interface RegionMove {
  readonly to: string;
}

/** What the deployment begins with. */
export function firstRecord(deployment: string, active: string, changedAt: string, by: string): RegionRecord {
  return { schemaVersion: 1, deployment, epoch: 1, active, roleEpoch: 0, changedAt, by };
}

export function recordText(record: RegionRecord): string {
  return canonicalJson(record);
}

/** Whether two are one and the same; of one epoch there are two only when a witness was emptied. */
export function sameRecord(one: RegionRecord, other: RegionRecord): boolean {
  return recordText(one) === recordText(other);
}

/** @throws Error for anything but a whole record of that deployment: half of one would be believed */
export function parseRecord(text: string, deployment: string): RegionRecord {
  let record: Partial<RegionRecord>;
  try {
    record = JSON.parse(text) as Partial<RegionRecord>;
  } catch {
    throw new Error(`a region record of ${deployment} is no JSON`);
  }
  const { schemaVersion, epoch, active, moving, primaries, roleEpoch } = record;
  const whole = schemaVersion === 1 && Number.isInteger(epoch) && epoch! >= 1 && typeof active === 'string' && active !== ''
    && Number.isInteger(roleEpoch) && (moving === undefined || typeof moving.to === 'string')
    && (primaries === undefined || Object.values(primaries).every((node) => typeof node === 'string'));
  if (!whole) {
    throw new Error(`a region record of ${deployment} is not one that this version understands: ${text.slice(0, 200)}`);
  }
  if (record.deployment !== deployment) {
    throw new Error(`a region record is of ${String(record.deployment)}, not of ${deployment}: two deployments share one witness prefix`);
  }
  return record as RegionRecord;
}

/** Whether nodes of that region may take writes while this record is in force. */
export function mayWrite(record: RegionRecord, region: string): boolean {
  return record.active === region && record.moving === undefined;
}
