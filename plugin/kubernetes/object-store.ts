import type * as pulumi from '@pulumi/pulumi';
import { ObjectStore, StoreIdentity, type BackupToRestore } from 'redis-ha-constructs/pulumi/kubernetes';
import { chosen } from '../shared/choice';
import type { NetworkPeer } from './peers';

/** A role of AWS. */
export interface RoleIdentity {
  roleArn: pulumi.Input<string>;
}

/** A role of AWS that trusts the token issuer of the cluster. */
export interface WorkloadIdentity extends RoleIdentity {
  /** Of the token, `sts.amazonaws.com` by default. */
  audience?: pulumi.Input<string>;
}

/** A Secret with the keys `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`. */
export interface SecretIdentity {
  name: pulumi.Input<string>;
}

/** Who a pod is to an object store: one of these. */
export interface StoreIdentityChoice {
  /** IAM role for the service account. */
  irsa?: RoleIdentity;
  /** EKS Pod Identity. */
  podIdentity?: boolean;
  /** A role that trusts the token issuer of any cluster. */
  workloadIdentity?: WorkloadIdentity;
  /** A Secret that exists. */
  secret?: SecretIdentity;
}

/** A bucket of AWS, or of any server that speaks S3. */
export interface S3Store {
  bucket: pulumi.Input<string>;
  /** What stands before the deployments' folders in the bucket. */
  prefix?: string;
  /** Region of the bucket. */
  region: pulumi.Input<string>;
  /** Address of a server that speaks S3, by default AWS. */
  endpoint?: string;
  identity: StoreIdentityChoice;
  /** Peers of a NetworkPolicy that stand for the store. */
  peers?: NetworkPeer[];
}

/** A backup that a deployment begins with. */
export interface KubernetesRestore extends BackupToRestore {
  /** Where it is. */
  store: S3Store;
}

export function objectStore(field: string, { identity, ...place }: S3Store): ObjectStore {
  return ObjectStore.s3({
    ...place,
    identity: chosen(`${field}.identity`, identity, {
      irsa: ({ roleArn }) => StoreIdentity.irsa(roleArn),
      podIdentity: () => StoreIdentity.podIdentity(),
      workloadIdentity: ({ roleArn, audience }) => StoreIdentity.workloadIdentity(roleArn, audience),
      secret: ({ name }) => StoreIdentity.secret(name),
    })!,
  });
}
