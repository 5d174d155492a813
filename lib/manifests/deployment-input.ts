import type { DeploymentPlan, RestoreBinding } from '../plan';
import type { ObjectStoreAccess } from './object-store';

/** Image references with digest, by what they hold. */
export interface ContainerImages {
  /** Server and Sentinel of the plan's engine; needs `sh`. */
  readonly engine: string;
  /** Node.js 20 or newer, for agent, seed and backups. */
  readonly node: string;
  /** Folder of the Node.js image that holds agent and seed. Absent: the programs travel in ConfigMaps. */
  readonly programsDir?: string | undefined;
}

/** A peer of a NetworkPolicy, as Kubernetes has it. */
export type PolicyPeer = Record<string, unknown>;

/** Where the passwords are: a Secret with one key per user of the plan. */
export type PasswordSource =
  /** It exists, or something else makes it. */
  | { readonly kind: 'existing'; readonly secretName: string }
  /** A Job makes it at install, unless it is there; nothing ever deletes it. */
  | { readonly kind: 'generated'; readonly secretName: string }
  /** An ExternalSecret (external-secrets.io/v1) makes it. */
  | {
    readonly kind: 'external'; readonly secretName: string;
    readonly store: { readonly name: string; readonly kind: string };
    /** Remote key per user. */
    readonly keys: Record<string, string>; readonly refreshInterval: string;
  };

/** Where the nodes' certificates are: a Secret with `ca.crt`, `tls.crt` and `tls.key`, as `kubernetes.io/tls` has them. */
export type CertificateSource =
  /** It exists, or something else makes it and keeps it fresh. */
  | { readonly kind: 'existing'; readonly secretName: string }
  /** A Job issues them at install, from an authority of the deployment's own, and a CronJob issues them anew in time. */
  | { readonly kind: 'generated'; readonly secretName: string; readonly issuerProgram: Buffer }
  /** cert-manager issues them and keeps them fresh. */
  | {
    readonly kind: 'cert-manager'; readonly secretName: string;
    /** Absent: an authority of the deployment's own, that cert-manager makes. */
    readonly issuer?: { readonly name: string; readonly kind: string; readonly group: string };
    readonly lifetimeSeconds: number;
  };

/** How many hosts and zones the cluster has to offer, and which nodes of it may be used. */
export interface Placement {
  /** Zones the cluster's nodes are labelled with; 1: no spreading over zones, nor a need for the label. */
  readonly zones: number;
  /** `required`: never two pods of one data set on one host. `preferred`: for clusters with fewer hosts. */
  readonly hosts: 'required' | 'preferred';
  readonly nodeSelector?: Record<string, string>;
  readonly tolerations?: Record<string, unknown>[];
  readonly priorityClassName?: string;
}

/** How this cluster and the other one, which holds the deployment's other region, reach each other. */
export interface OtherRegion {
  /** Where each node of both regions answers, for both clusters: an address, or a name that both resolve. */
  readonly addresses: Record<string, string>;
  /** Who the nodes of both clusters are to a NetworkPolicy, as sources and by their addresses. */
  readonly peers: PolicyPeer[];
  readonly witness: {
    readonly url: string;
    readonly signingRegion?: string | undefined;
    /** Secret with `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`. */
    readonly credentialsSecret?: string | undefined;
    readonly peers: PolicyPeer[];
    readonly port: number;
  };
  /** Of the nodes' Services. */
  readonly loadBalancer: { readonly annotations: Record<string, string>; readonly className?: string | undefined };
}

/** Everything the manifests of a deployment are made from; the same input gives the same bytes. */
export interface DeploymentInput {
  /** With this cluster's region first. */
  readonly plan: DeploymentPlan;
  /** There exactly when the plan has two regions. */
  readonly otherRegion?: OtherRegion | undefined;
  /** Absent: whatever `kubectl` or the GitOps tool chooses. */
  readonly namespace?: string;
  /** Minor version of the oldest API server: 29 or newer. */
  readonly kubernetesMinor: number;
  readonly images: ContainerImages;
  readonly imagePullSecrets: string[];
  readonly passwords: PasswordSource;
  /** There exactly when the plan's transport is not plaintext. */
  readonly certificates?: CertificateSource | undefined;
  readonly placement: Placement;
  /** CPU request of Redis, in millicores. */
  readonly cpuMillicores: number;
  /** Size of a data volume in bytes. */
  readonly storageBytes: number;
  readonly storageClassName?: string;
  /** Volumes that only one pod can have at a time, whatever is force deleted: `ReadWriteOncePod`, which CSI drivers know. */
  readonly onePodPerVolume?: boolean | undefined;
  /** Who may connect as a client, by peers of a NetworkPolicy. */
  readonly clients: PolicyPeer[];
  /** Peers that stand for the API server and for DNS; empty: any, on their ports, with a finding. */
  readonly apiServer: PolicyPeer[];
  readonly dns: PolicyPeer[];
  /** False: no NetworkPolicy at all, because others write them. */
  readonly networkPolicies: boolean;
  /** A ValidatingAdmissionPolicy that limits the agents' patches of pods to the role label; of the whole cluster. */
  readonly admissionPolicy: boolean;
  /** `RollingUpdate`, or `OnDelete` where somebody else rolls. */
  readonly updateStrategy: 'RollingUpdate' | 'OnDelete';
  /** Added to every object and pod. */
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
  /** Program texts. */
  readonly agentProgram: Buffer;
  /** A backup to begin with, and how it is reached. */
  readonly restore?: { readonly binding: RestoreBinding; readonly access: ObjectStoreAccess; readonly seedProgram: Buffer };
}
