import { createHash } from 'node:crypto';
import { nodeServiceName } from '../config';
import { canonicalJson } from '../model';

/** Names of a deployment's objects, by what they are. */
export interface DeploymentNames {
  /** Service account, role and role binding of the nodes. */
  readonly account: string;
  /** Headless: names of pods, ready or not. */
  readonly pods: string;
  /** Whoever is primary. Not in a Cluster. */
  readonly primary: string;
  /** Replicas that are ready. Not in a Cluster. */
  readonly replicas: string;
  /** Sentinels, for clients that ask them. */
  readonly sentinels: string;
  /** Cluster: any ready node, for clients that learn the rest from it. */
  readonly nodes: string;
  /** ConfigMap outside the volumes. */
  readonly state: string;
  /** Lease of planned handovers. */
  readonly turn: string;
  /** Job, service account, role and role binding that make the Secret. */
  readonly passwords: string;
  /** Issues the nodes' certificates: Job, service account, role and role binding. */
  readonly certificates: string;
  /** Issues them anew in time: CronJob, service account, role and role binding. */
  readonly renewal: string;
  /** Secret of an authority of the deployment's own; with cert-manager its Issuer and Certificate, too. */
  readonly authority: string;
  /** Secret of what clients trust, where an authority of the deployment's own is generated. */
  readonly ca: string;
  /** Service of each node. */
  readonly node: (node: string) => string;
}

export function deploymentNames(deployment: string): DeploymentNames {
  return {
    account: deployment,
    pods: `${deployment}-pods`,
    primary: `${deployment}-primary`,
    replicas: `${deployment}-replicas`,
    sentinels: `${deployment}-sentinels`,
    nodes: `${deployment}-nodes`,
    state: `${deployment}-state`,
    turn: `${deployment}-turn`,
    passwords: `${deployment}-passwords`,
    certificates: `${deployment}-certificates`,
    renewal: `${deployment}-renewal`,
    authority: `${deployment}-authority`,
    ca: `${deployment}-ca`,
    node: (node) => nodeServiceName(deployment, node),
  };
}

/** A name that says what is in the object: where it may never change, another content is another object. */
export function hashedName(prefix: string, content: unknown): string {
  return `${prefix}-${createHash('sha256').update(canonicalJson(content)).digest('hex').slice(0, 10)}`;
}

/** `node-1` as part of an id: `Node1`. */
export function idOf(name: string): string {
  return name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
