import { RestoreSource as PlainSource, type BackupToRestore, type DeploymentInput } from '../../../lib/manifests';
import { requirePlain } from '../shared';
import type { ObjectStore } from './object-store';

/**
 * What a new deployment begins with. Only the nodes that lead at its very first start read it; it means nothing to a
 * deployment that has been formed, whatever becomes of its volumes.
 */
export class RestoreSource {
  /** A backup in an object store. The deployment's service account is who asks for it. */
  public static backup(store: ObjectStore, options: BackupToRestore): RestoreSource {
    return new RestoreSource(store, options);
  }

  private constructor(private readonly store: ObjectStore, private readonly options: BackupToRestore) {}

  /** @internal */
  public _bind(): NonNullable<DeploymentInput['restore']> {
    requirePlain('restoreFrom', this.options);
    return PlainSource.backup(this.store._bind(), this.options)._bind();
  }
}
