import type { Bindings } from '../plan';
import type { WitnessConfig } from './node-config';

/** One file in S3, with the digest its reader checks. */
export interface PointedFile {
  readonly bucket: string;
  readonly key: string;
  /** SHA-256 of the bytes, hexadecimal. */
  readonly sha256: string;
}

/**
 * What the SSM parameter holds that every node reads: where plan and agent are, and
 * all that real addresses and ids make different. Nodes poll it and apply it in
 * place; nothing of it is in a launch template, so nothing of it replaces a node.
 */
export interface Ec2Pointer {
  readonly schemaVersion: number;
  readonly plan: PointedFile;
  readonly agent: PointedFile;
  /** Program that seeds a node that leads; together with `bindings.restore`. @default - the deployment begins empty */
  readonly seed?: PointedFile;
  readonly bindings: Bindings;
  /** Names of the other region's nodes, whose addresses its reader asks for. @default - there is one region */
  readonly hosts?: Record<string, string>;
  /** Where it is kept which region may take writes. @default - there is one region */
  readonly witness?: WitnessConfig;
  /** User name to Secrets Manager secret id. */
  readonly secretIds: Record<string, string>;
  /** Secrets Manager secret of the nodes' certificates. @default - none; a plan with TLS needs one */
  readonly certificateSecretId?: string;
  /** Nodes whose marked volume the operator has given up, by name in the plan. */
  readonly acceptNewVolumes: string[];
  /** Nodes that live in another zone than they were first placed in, each with the one volume it may start on, also empty. */
  readonly moved?: Record<string, string>;
  /** `ready`, or `loading` where a data set could take longer to load than CloudFormation waits. */
  readonly signalAt: string;
  /** How long a replacement may hold the deployment-wide lock. */
  readonly replacementLockSeconds: number;
}

export const EC2_POINTER_VERSION = 1;
