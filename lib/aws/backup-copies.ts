import { InvalidInput } from '../model';

/** The one time that S3's Replication Time Control offers. */
export const TIME_CONTROL_MINUTES = 15;
const USUAL_LATE_SECONDS = { timeControl: TIME_CONTROL_MINUTES * 60, otherwise: 3600 };

/** Another bucket that backups are copied to. `Name` is what a platform has for a name that is known at deployment only. */
export interface CopyWish<Name> {
  readonly bucketArn: Name;
  /** Account of that bucket, where it is another one than this bucket's. */
  readonly otherAccount?: Name;
  /** Key for the copies: S3's own of that account and region when nobody gave another. */
  readonly keyArn: Name;
  readonly storageClass?: string;
  readonly timeControl?: boolean;
  readonly copyDeleteMarkers?: boolean;
}

/** A rule of a bucket's replication, in CloudFormation's and S3's own words. */
export interface CopyRule<Name> {
  readonly id: string;
  readonly priority: number;
  readonly status: 'Enabled';
  readonly filter: { readonly prefix: string };
  readonly deleteMarkerReplication: { readonly status: 'Enabled' | 'Disabled' };
  readonly sourceSelectionCriteria: { readonly sseKmsEncryptedObjects: { readonly status: 'Enabled' } };
  readonly destination: {
    readonly bucket: Name;
    readonly storageClass?: string;
    readonly account?: Name;
    readonly accessControlTranslation?: { readonly owner: 'Destination' };
    readonly encryptionConfiguration: { readonly replicaKmsKeyId: Name };
    readonly metrics: { readonly status: 'Enabled'; readonly eventThreshold?: { readonly minutes: number } };
    readonly replicationTime?: { readonly status: 'Enabled'; readonly time: { readonly minutes: number } };
  };
}

/** Name of a replica's rule, which S3's metrics bear. */
export function copyRuleId(index: number): string {
  return `copy-${index + 1}`;
}

export function copyRule<Name>(wish: CopyWish<Name>, index: number): CopyRule<Name> {
  const time = { minutes: TIME_CONTROL_MINUTES };
  return {
    id: copyRuleId(index),
    priority: index,
    status: 'Enabled',
    filter: { prefix: '' },
    deleteMarkerReplication: { status: wish.copyDeleteMarkers ? 'Enabled' : 'Disabled' },
    sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } },
    destination: {
      bucket: wish.bucketArn,
      storageClass: wish.storageClass,
      ...(wish.otherAccount === undefined ? {} : { account: wish.otherAccount, accessControlTranslation: { owner: 'Destination' } }),
      encryptionConfiguration: { replicaKmsKeyId: wish.keyArn },
      // Free of charge are none of these, but without them nobody knows that copying has stopped.
      metrics: { status: 'Enabled', ...(wish.timeControl ? { eventThreshold: time } : {}) },
      ...(wish.timeControl ? { replicationTime: { status: 'Enabled', time } } : {}),
    },
  };
}

/** From which delay on copies are late, unless somebody says so, in seconds. */
export function usualLateSeconds(timeControl = false): number {
  return timeControl ? USUAL_LATE_SECONDS.timeControl : USUAL_LATE_SECONDS.otherwise;
}

/** What is thrown for a bucket of another account whose key nobody gave. */
export function keyAbroadMissing(index: number, account: string): InvalidInput {
  return new InvalidInput(`replicas[${index}].encryptionKey`,
    `none given for a bucket of account ${account}, whose AWS managed key admits nobody else`,
    'give a key of that account whose policy admits the role');
}
