/** Where one node keeps things and how it reaches the world outside; `node.json`, read by the agent. */
export interface NodeConfig {
  /** Name of this node in the plan. */
  readonly node: string;
  /** Path of the deployment plan. */
  readonly planFile: string;
  /** Path of the bindings: real addresses of all nodes. */
  readonly bindingsFile: string;
  /** The data volume: Redis data, sentinel.conf and the agent's memory. */
  readonly dataDir: string;
  /** Rendered configuration; may be lost at a reboot. */
  readonly runDir: string;
  readonly platform: FilePlatformConfig | Ec2PlatformConfig;
  /**
   * Address this node's processes bind and connect from.
   *
   * @default - the node's address in the bindings
   */
  readonly bindAddress?: string;
}

/** Secrets and the outside marker in folders: the lab, and anything that mounts them. */
export interface FilePlatformConfig {
  readonly kind: 'file';
  /** One file per user, named after it, holding the password. */
  readonly secretsDir: string;
  /** Folder outside every data volume for the create-once marker. */
  readonly outsideDir: string;
}

/** An EC2 node; its secrets, marker, lock and signals are AWS calls. */
export interface Ec2PlatformConfig {
  readonly kind: 'ec2';
  readonly region: string;
  /** User name to Secrets Manager secret id. */
  readonly secretIds: Record<string, string>;
  /** DynamoDB table of the outside marker and the deployment-wide lock. */
  readonly coordinationTable: string;
  /** SSM parameter that points at plan, bindings and agent. */
  readonly pointerParameter: string;
  /** CloudFormation stack and resource to signal, absent under Pulumi. */
  readonly stackName?: string;
  readonly signalResource?: string;
  readonly lifecycleHook?: string;
}
