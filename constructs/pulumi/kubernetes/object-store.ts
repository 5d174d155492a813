import type * as pulumi from '@pulumi/pulumi';
import { ObjectStore as PlainStore, StoreIdentity as PlainIdentity, type NetworkPeer, type S3StoreOptions } from '../../../lib/manifests';
import { requirePlain } from '../shared';
import { dressedMarkOf, marked, markOf, type WithInputs } from './deferred';

/** Who a pod is to an object store. */
export class StoreIdentity {
  /**
   * IAM role for the service account: the webhook of EKS gives the pod a token of the cluster's identity provider.
   *
   * @param roleArn its trust policy names the service account, `system:serviceaccount:<namespace>:<name>`
   */
  public static irsa(roleArn: pulumi.Input<string>): StoreIdentity {
    return new StoreIdentity(() => PlainIdentity.irsa(dressedMarkOf(roleArn)));
  }

  /** EKS Pod Identity. The association of the service account with a role is made in AWS; nothing here names it. */
  public static podIdentity(): StoreIdentity {
    return new StoreIdentity(() => PlainIdentity.podIdentity());
  }

  /**
   * A role of AWS that trusts the token issuer of any cluster, be it on AWS or not: the token is projected into the pod, and
   * needs no webhook. The issuer must be an identity provider of the AWS account.
   *
   * @param audience of the token; the identity provider lists it; default `sts.amazonaws.com`
   */
  public static workloadIdentity(roleArn: pulumi.Input<string>, audience?: pulumi.Input<string>): StoreIdentity {
    return new StoreIdentity(() => PlainIdentity.workloadIdentity(dressedMarkOf(roleArn), audience && markOf(audience)));
  }

  /** A Secret that exists, with the keys `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`: any server that speaks S3. */
  public static secret(name: pulumi.Input<string>): StoreIdentity {
    return new StoreIdentity(() => PlainIdentity.secret(markOf(name)));
  }

  private constructor(private readonly identity: () => PlainIdentity) {}

  /** @internal */
  public _bind(): PlainIdentity {
    return this.identity();
  }
}

/** A bucket, where it is, and who asks for something in it. */
export interface S3StoreArgs {
  readonly bucket: pulumi.Input<string>;
  /** What stands before the deployments' folders in the bucket. @default - nothing */
  readonly prefix?: string;
  /** Region of the bucket. For a server other than AWS what it expects, often `us-east-1`. */
  readonly region: pulumi.Input<string>;
  /**
   * Address of a server that speaks S3, for example `http://minio.storage:9000`. It has to know conditional writes
   * (`If-None-Match`), as AWS, MinIO, Ceph and Cloudflare R2 do. Plain, since the port that policies open is read from it.
   *
   * @default - AWS
   */
  readonly endpoint?: string;
  readonly identity: StoreIdentity;
  /**
   * Peers of a NetworkPolicy that stand for the store, such as the `ipBlock` of its interface endpoint or the selectors of its
   * pods. A policy cannot name a host.
   *
   * @default - any address, on the store's port only
   */
  readonly peers?: WithInputs<NetworkPeer>[];
}

/** Where backups are. */
export class ObjectStore {
  /** A bucket of AWS, or of any server that speaks S3. What no bucket, prefix or endpoint can be is refused by who uses it. */
  public static s3(args: S3StoreArgs): ObjectStore {
    return new ObjectStore(() => {
      requirePlain('store.prefix', args.prefix);
      requirePlain('store.endpoint', args.endpoint);
      const { bucket, prefix, region, endpoint, identity, peers } = args;
      const options: S3StoreOptions = {
        bucket: markOf(bucket), prefix, region: markOf(region), endpoint, identity: identity._bind(),
        ...(peers && { peers: marked<NetworkPeer[]>(peers) }),
      };
      return PlainStore.s3(options);
    });
  }

  private constructor(private readonly store: () => PlainStore) {}

  /** @internal */
  public _bind(): PlainStore {
    return this.store();
  }
}
