import { RegionStrategy, type ReplicaRegionSpec, type Settings } from '../model';
import type { RegionPromise } from './deployment-plan';
import { MEASURED } from './measured';
import { loadSeconds, seconds } from './promise-parts';

/**
 * Parts of a promotion, in seconds; the first two measured in the lab (`bench/drills`, `lose-region`), the others from AWS's
 * documentation and rounded up.
 */
export const PROMOTION = {
  /** Beyond the lease: an agent looks twice a second, and its process may have been held up. */
  fenceMargin: 2,
  /** The agents of the region read the record, begin again, and the first write is acknowledged. */
  activation: 15,
  /** Clients ask for the name again: its time to live. */
  dns: 60,
  /** An instance that is started boots, prepares its volume and listens. */
  boot: 180,
  /** The stack of a region is deployed from nothing. */
  deploy: 900,
  /** Backups are copied within this (S3 Replication Time Control: 99.9 % of objects within 15 minutes). */
  backupCopy: 900,
} as const;

/** Bytes that are fetched from the store and loaded in a second, or copied from a node nearby. */
const COPIED_BYTES_PER_SECOND = 50e6;

/** What the loss of the active region costs with this strategy. */
export function regionPromise(region: Required<ReplicaRegionSpec>, settings: Settings): RegionPromise {
  const oldRegionStopsSeconds = region.leaseSeconds + PROMOTION.fenceMargin;
  const copied = settings.maxMemoryBytes / COPIED_BYTES_PER_SECOND;
  const parts: Record<string, number> = {
    decision: seconds(region.decisionSeconds),
    ...(region.strategy === RegionStrategy.BACKUP_RESTORE
      ? { deploy: PROMOTION.deploy, restore: seconds(copied), load: seconds(loadSeconds(settings)) } : {}),
    ...(region.strategy === RegionStrategy.PILOT_LIGHT ? { boot: PROMOTION.boot, copy: seconds(copied) } : {}),
    fence: seconds(oldRegionStopsSeconds),
    ...(region.strategy === RegionStrategy.BACKUP_RESTORE ? {} : { activation: PROMOTION.activation }),
    dns: PROMOTION.dns,
  };
  return {
    rtoSeconds: seconds(Object.values(parts).reduce((sum, part) => sum + part, 0)),
    // A lag is known no finer, and the alarm that holds it looks once a minute; nothing makes a primary wait for another region.
    rpoSeconds: region.strategy === RegionStrategy.BACKUP_RESTORE
      ? seconds(region.backupIntervalSeconds + PROMOTION.backupCopy)
      : seconds(MEASURED.replicaAckPeriod + MEASURED.agentTick + PROMOTION.fenceMargin),
    oldRegionStopsSeconds: seconds(oldRegionStopsSeconds),
    parts,
  };
}
