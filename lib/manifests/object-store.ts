import { POD_PATHS } from '../config';
import type { Finding } from '../plan';
import { warning } from '../plan/finding';
import type { PolicyPeer } from './deployment-input';

/** How a pod comes to an object store and who it is there. */
export interface ObjectStoreAccess {
  /** Annotations of its service account, such as `eks.amazonaws.com/role-arn`. Empty for Pod Identity and for a Secret. */
  readonly serviceAccountAnnotations: Record<string, string>;
  /** Labels of its pod, such as `azure.workload.identity/use`. */
  readonly podLabels: Record<string, string>;
  /** Secret with `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`; absent where the service account is the identity. */
  readonly credentialsSecret?: string;
  /** A role of AWS that trusts the cluster's tokens, where no webhook of EKS puts one into the pod. */
  readonly webIdentity?: { readonly roleArn: string; readonly audience: string };
  /** Environment, such as `AWS_REGION`. */
  readonly environment: Record<string, string>;
  /** Peers of a NetworkPolicy that stand for the store; empty: any, on `port`, with a finding. */
  readonly peers: PolicyPeer[];
  readonly port: number;
  /** EKS Pod Identity is asked at 169.254.170.23. */
  readonly podIdentity: boolean;
}

/** Annotation by which the webhook of EKS gives a pod a role. */
export const IRSA_ANNOTATION = 'eks.amazonaws.com/role-arn';

/** Keys of a Secret with credentials, named as the environment they become. */
export const CREDENTIAL_KEYS = { id: 'AWS_ACCESS_KEY_ID', secret: 'AWS_SECRET_ACCESS_KEY' } as const;

const IDENTITY_VOLUME = 'store-identity';
const IDENTITY_DIR = '/var/run/secrets/redis-ha/store';
const TOKEN = 'token';
/** The kubelet renews it when four fifths of that are over; a shorter one is not given. */
const TOKEN_SECONDS = 3600;
const HTTPS = 443;
/** @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html */
const POD_IDENTITY = { cidr: '169.254.170.23/32', port: 80 };

type Plain = Record<string, unknown>;

interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly: boolean;
}

/** Environment of a container that uses the store: where it is, and who the container is there. */
export function storeEnvironment({ environment, credentialsSecret, webIdentity }: ObjectStoreAccess): Plain[] {
  return [
    ...Object.entries(environment).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => ({ name, value })),
    // The SDK looks for a home; a user that the image does not know has none.
    { name: 'HOME', value: POD_PATHS.runDir },
    // Whoever has no credentials of its own must not come to be the machine it runs on.
    { name: 'AWS_EC2_METADATA_DISABLED', value: 'true' },
    ...(credentialsSecret === undefined ? [] : Object.values(CREDENTIAL_KEYS)
      .map((key) => ({ name: key, valueFrom: { secretKeyRef: { name: credentialsSecret, key } } }))),
    ...(webIdentity === undefined ? [] : [
      { name: 'AWS_ROLE_ARN', value: webIdentity.roleArn },
      { name: 'AWS_WEB_IDENTITY_TOKEN_FILE', value: `${IDENTITY_DIR}/${TOKEN}` },
    ]),
  ];
}

/** Volumes of a pod that uses the store. */
export function storeVolumes({ webIdentity }: ObjectStoreAccess): Plain[] {
  return webIdentity === undefined ? [] : [{
    name: IDENTITY_VOLUME,
    projected: {
      defaultMode: 0o440,
      sources: [{ serviceAccountToken: { path: TOKEN, audience: webIdentity.audience, expirationSeconds: TOKEN_SECONDS } }],
    },
  }];
}

/** What of them the container that uses the store mounts, and no other. */
export function storeMounts({ webIdentity }: ObjectStoreAccess): VolumeMount[] {
  return webIdentity === undefined ? [] : [{ name: IDENTITY_VOLUME, mountPath: IDENTITY_DIR, readOnly: true }];
}

/** Egress rules of a NetworkPolicy: the store, and whoever says who the pod is there. */
export function storeEgress(access: ObjectStoreAccess): Plain[] {
  const { peers, port, podIdentity } = access;
  const anywhere = (on: number): Plain => ({ ports: [{ protocol: 'TCP', port: on }] });
  const isCovered = peers.length === 0 && port === HTTPS;
  return [
    peers.length === 0 ? anywhere(port) : { to: peers, ...anywhere(port) },
    // AWS STS has no address that a policy could name.
    ...(asksSts(access) && !isCovered ? [anywhere(HTTPS)] : []),
    ...(podIdentity ? [{ to: [{ ipBlock: { cidr: POD_IDENTITY.cidr } }], ...anywhere(POD_IDENTITY.port) }] : []),
  ];
}

/** What is weaker than it could be, for the construct to say under the name of the prop that has the store. */
export function storeFindings({ peers, port }: ObjectStoreAccess, field = 'store.peers'): Finding[] {
  return peers.length > 0 ? [] : [warning('any-object-store', field,
    `names no peer, so pods that use the object store may send to any address on port ${port}`,
    'name its peers, such as the ipBlock of its interface endpoint or the selectors of its pods')];
}

function asksSts({ serviceAccountAnnotations, webIdentity }: ObjectStoreAccess): boolean {
  return webIdentity !== undefined || IRSA_ANNOTATION in serviceAccountAnnotations;
}
