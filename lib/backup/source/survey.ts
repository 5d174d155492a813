import type { BackupTarget } from '../target';
import { arrangeCluster } from './arrange-cluster';
import { arrangeReplication } from './arrange-replication';
import { look } from './look';
import type { Arrangement } from './shard-nodes';
import { slotOwnership, type Ownership } from './slot-ownership';

/** A deployment at one moment. */
export interface Survey extends Arrangement {
  /** Absent when it is not a Cluster. */
  readonly ownership?: Ownership;
}

/**
 * Looks at every server of a deployment and puts them in order.
 *
 * @throws Error when none answers, or they do not belong together
 */
export async function survey(target: BackupTarget): Promise<Survey> {
  const seen = await look(target);
  if (!seen.nodes.some(({ cluster }) => cluster)) {
    return arrangeReplication(seen);
  }
  const arrangement = arrangeCluster(seen);
  return { ...arrangement, ownership: slotOwnership(seen, arrangement) };
}
