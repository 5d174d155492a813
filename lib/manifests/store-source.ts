import { InvalidInput } from '../model';
import { policyPeers, type NetworkPeer } from './network-peer';
import { IRSA_ANNOTATION, type ObjectStoreAccess } from './object-store';

/** What an identity adds to a pod and its service account. @internal */
export type StoreIdentityConfig = Partial<Pick<
  ObjectStoreAccess, 'serviceAccountAnnotations' | 'podLabels' | 'credentialsSecret' | 'webIdentity' | 'podIdentity'
>>;

/** Who a pod is to an object store. */
export class StoreIdentity {
  /**
   * IAM role for the service account: the webhook of EKS gives the pod a token of the cluster's identity provider.
   *
   * @param roleArn its trust policy names the service account, `system:serviceaccount:<namespace>:<name>`
   */
  public static irsa(roleArn: string): StoreIdentity {
    return new StoreIdentity({ serviceAccountAnnotations: { [IRSA_ANNOTATION]: roleOf(roleArn) } });
  }

  /** EKS Pod Identity. The association of the service account with a role is made in AWS; nothing here names it. */
  public static podIdentity(): StoreIdentity {
    return new StoreIdentity({ podIdentity: true });
  }

  /**
   * A role of AWS that trusts the token issuer of any cluster, be it on AWS or not: the token is projected into the pod, and
   * needs no webhook. The issuer must be an identity provider of the AWS account.
   *
   * The workload identities of Azure and Google are for their own stores, which do not speak S3 with them; use a Secret with
   * keys there (Google: HMAC keys).
   *
   * @param audience of the token; the identity provider lists it
   */
  public static workloadIdentity(roleArn: string, audience = 'sts.amazonaws.com'): StoreIdentity {
    return new StoreIdentity({ webIdentity: { roleArn: roleOf(roleArn), audience } });
  }

  /** A Secret that exists, with the keys `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`: any server that speaks S3. */
  public static secret(name: string): StoreIdentity {
    return new StoreIdentity({ credentialsSecret: name });
  }

  private constructor(private readonly config: StoreIdentityConfig) {}

  /** @internal */
  public _bind(): StoreIdentityConfig {
    return this.config;
  }
}

/** A bucket, where it is, and who asks for something in it. */
export interface S3StoreOptions {
  readonly bucket: string;
  /**
   * What stands before the deployments' folders in the bucket.
   *
   * @default - nothing
   */
  readonly prefix?: string;
  /** Region of the bucket. For a server other than AWS what it expects, often `us-east-1`. */
  readonly region: string;
  /**
   * Address of a server that speaks S3, for example `http://minio.storage:9000`. It has to know conditional writes
   * (`If-None-Match`), as AWS, MinIO, Ceph and Cloudflare R2 do.
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
  readonly peers?: NetworkPeer[];
}

/** Where backups are, and how pods come to it. @internal */
export interface ObjectStoreConfig {
  /** `s3://bucket/prefix`. */
  readonly url: string;
  readonly region: string;
  readonly endpoint?: string;
  readonly access: ObjectStoreAccess;
}

/** Where backups are. */
export class ObjectStore {
  /**
   * A bucket of AWS, or of any server that speaks S3.
   *
   * @throws InvalidInput for what no bucket, prefix or endpoint can be
   */
  public static s3(options: S3StoreOptions): ObjectStore {
    const prefix = options.prefix?.replace(/^\/+|\/+$/g, '') ?? '';
    mustMatch('bucket', options.bucket, /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'use the name of a bucket, 3 to 63 lower-case letters, digits, dots and dashes');
    mustMatch('prefix', prefix, /^([A-Za-z0-9_=!.()-]+(\/[A-Za-z0-9_=!.()-]+)*)?$/, 'use letters, digits and _ = ! . ( ) - between single slashes');
    mustMatch('region', options.region, /^[a-z0-9-]+$/, 'use a region such as eu-west-1');
    return new ObjectStore({
      url: `s3://${options.bucket}${prefix ? `/${prefix}` : ''}`,
      region: options.region,
      ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
      access: accessOf(options),
    });
  }

  private constructor(private readonly config: ObjectStoreConfig) {}

  /** @internal */
  public _bind(): ObjectStoreConfig {
    return this.config;
  }
}

function accessOf({ region, endpoint, identity, peers }: S3StoreOptions): ObjectStoreAccess {
  return {
    serviceAccountAnnotations: {},
    podLabels: {},
    podIdentity: false,
    environment: { AWS_REGION: region, ...(endpoint === undefined ? {} : { AWS_ENDPOINT_URL_S3: endpoint }) },
    peers: policyPeers('store.peers', peers),
    port: portOf(endpoint),
    ...identity._bind(),
  };
}

function portOf(endpoint: string | undefined): number {
  if (endpoint === undefined) {
    return 443;
  }
  if (!/^https?:\/\/[^/\s]+\/?$/.test(endpoint) || !URL.canParse(endpoint)) {
    throw new InvalidInput('store.endpoint', `got "${endpoint}"`, 'write it with its scheme and without a path, such as http://minio.storage:9000');
  }
  const { port, protocol } = new URL(endpoint);
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

function roleOf(arn: string): string {
  mustMatch('identity', arn, /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, 'use the ARN of an IAM role');
  return arn;
}

/**
 * What only a CDK stack around a chart knows, or an output of Pulumi, is checked by nobody before it is deployed. The latter are
 * dressed as the former where they need to be, see `constructs/pulumi/kubernetes/deferred`.
 */
function mustMatch(prop: string, value: string, pattern: RegExp, fix: string): void {
  if (!value.includes('${Token[') && !pattern.test(value)) {
    throw new InvalidInput(`store.${prop}`, `got "${value}"`, fix);
  }
}
