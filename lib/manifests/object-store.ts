import type { PolicyPeer } from './deployment-input';

/** How a pod comes to an object store and who it is there. */
export interface ObjectStoreAccess {
  /** Annotations of its service account, such as `eks.amazonaws.com/role-arn`. Empty for Pod Identity and for a Secret. */
  readonly serviceAccountAnnotations: Record<string, string>;
  /** Labels of its pod, such as `azure.workload.identity/use`. */
  readonly podLabels: Record<string, string>;
  /** Secret with `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`; absent where the service account is the identity. */
  readonly credentialsSecret?: string;
  /** Environment, such as `AWS_REGION`. */
  readonly environment: Record<string, string>;
  /** Peers of a NetworkPolicy that stand for the store; empty: any, on `port`, with a finding. */
  readonly peers: PolicyPeer[];
  readonly port: number;
  /** EKS Pod Identity is asked at 169.254.170.23. */
  readonly podIdentity: boolean;
}
