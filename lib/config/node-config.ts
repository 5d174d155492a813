/** Where one node keeps things and how it reaches the world outside; `node.json`, read by the agent. */
export interface NodeConfig {
  /** Name of this node in the plan; empty in the file of a pod, which is the same for all and whose name says it. */
  readonly node: string;
  /** Path of the deployment plan. */
  readonly planFile: string;
  /** Path of the bindings: real addresses of all nodes. */
  readonly bindingsFile: string;
  /** The data volume: Redis data, sentinel.conf and the agent's memory. */
  readonly dataDir: string;
  /** Rendered configuration; may be lost at a reboot. */
  readonly runDir: string;
  readonly platform: FilePlatformConfig | Ec2PlatformConfig | KubernetesPlatformConfig;
  /**
   * Address this node's processes bind and connect from. `*`: they listen on every address and are reached over loopback by
   * each other, and the system chooses what they connect from, as in a pod whose own address is none that it announces.
   *
   * @default - the node's address in the bindings
   */
  readonly bindAddress?: string;
  /** Where it is kept which region may take writes; only in a plan with two regions. */
  readonly witness?: WitnessConfig;
  /** What its pod is told about itself; never in the file. */
  readonly pod?: PodIdentity;
}

/** A store outside both regions that honours conditional creation, as S3 does. */
export interface WitnessConfig {
  /** `https://<bucket>.s3.<region>.amazonaws.com/<prefix>`, or of another server that speaks S3. */
  readonly url: string;
  /** Region that requests are signed for (AWS signature 4). @default - requests are not signed */
  readonly signingRegion?: string;
}

/** What a pod knows about itself only once it runs; absent where the cluster does not say. */
export interface PodIdentity {
  /** Revision of its StatefulSet. */
  readonly revision?: string;
  /** Zone it is in. */
  readonly domain?: string;
}

/** Secrets and the outside marker in folders: the lab, and anything that mounts them. */
export interface FilePlatformConfig {
  readonly kind: 'file';
  /** One file per user, named after it, holding the password. */
  readonly secretsDir: string;
  /** Folder outside every data volume for the create-once marker. */
  readonly outsideDir: string;
  /** Folder with `ca.crt`, `tls.crt` and `tls.key`. @default - none; a plan with TLS needs one */
  readonly certificatesDir?: string;
}

/** An EC2 node; its secrets, marker, lock and signals are AWS calls. */
export interface Ec2PlatformConfig {
  readonly kind: 'ec2';
  readonly region: string;
  /** User name to Secrets Manager secret id. */
  readonly secretIds: Record<string, string>;
  /**
   * Secrets Manager secret whose text is JSON with the members `ca.crt`, `tls.crt` and `tls.key`.
   *
   * @default - none; a plan with TLS needs one
   */
  readonly certificateSecretId?: string;
  /** DynamoDB table of the outside marker and the deployment-wide lock. */
  readonly coordinationTable: string;
  /** SSM parameter that points at plan, bindings and agent. */
  readonly pointerParameter: string;
  /** CloudFormation stack and resource to signal, absent under Pulumi. */
  readonly stackName?: string;
  readonly signalResource?: string;
  readonly lifecycleHook?: string;
}

/** A node that is a pod; its secrets are mounted, its marker, role and lock are objects of the API. */
export interface KubernetesPlatformConfig {
  readonly kind: 'kubernetes';
  /** One file per user, named after it, holding the password: a mounted Secret. */
  readonly secretsDir: string;
  /** A mounted Secret with `ca.crt`, `tls.crt` and `tls.key`. @default - none; a plan with TLS needs one */
  readonly certificatesDir?: string;
  /** Addresses of the nodes by name, as `Bindings`; what `NodeConfig.bindingsFile` is made of at each start. */
  readonly hostsFile: string;
  /** Token, certificate of the API server and namespace of the agent's service account, projected into its container only. */
  readonly accountDir: string;
  /** Node to pod. */
  readonly pods: Record<string, string>;
  /** ConfigMap of the marker and the role marker. It is part of the manifests, without data. */
  readonly stateConfigMap: string;
  /** Lease of planned handovers, so that a rollout of many StatefulSets moves one primary at a time. */
  readonly turnLease: string;
  /** Whether pods are labelled with their role, for the Services that follow it: in every topology but a Cluster. */
  readonly labelsRoles: boolean;
  /** How long a handover waits for its turn, in seconds. */
  readonly turnSeconds: number;
}
