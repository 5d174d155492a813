import { randomBytes } from 'node:crypto';
import { deploymentManifests, type DeploymentInput, type KubernetesObject, type ObjectStoreAccess } from '../../../lib/manifests';
import { Engine, SentinelPlacement, Topology, Transport, type DeploymentSpec } from '../../../lib/model';
import { plan, type DeploymentPlan } from '../../../lib/plan';

export const GIB = 1024 ** 3;

const SPECS = new WeakMap<DeploymentPlan, DeploymentSpec>();

function planned(spec: DeploymentSpec): DeploymentPlan {
  const made = plan(spec);
  SPECS.set(made, spec);
  return made;
}

export function planWith(topology: Topology, spec: Partial<DeploymentSpec> = {}): DeploymentPlan {
  return planned({
    name: 'cache', engine: Engine.REDIS_8_0, topology, objectives: { rpoSeconds: 5, rtoSeconds: 30 }, failureDomains: 3,
    transport: Transport.TLS, ...spec,
  });
}

/** The same deployment on the way to TLS, or before it. */
export function withTransport(deployment: DeploymentPlan, transport: Transport): DeploymentPlan {
  return planned({ ...SPECS.get(deployment)!, transport });
}

/** Does not compress, like the real one after it has been compressed, and takes two ConfigMaps. */
export const PROGRAM = randomBytes(200_000);
const SEED_PROGRAM = Buffer.from('seed');
export const ISSUER_PROGRAM = Buffer.from('issuer');

const digest = (letter: string): string => `@sha256:${letter.repeat(64)}`;

export function inputWith(deployment: DeploymentPlan, more: Partial<DeploymentInput> = {}): DeploymentInput {
  return {
    plan: deployment,
    kubernetesMinor: 33,
    images: { engine: `docker.io/library/redis${digest('a')}`, node: `docker.io/library/node${digest('b')}` },
    imagePullSecrets: [],
    passwords: { kind: 'existing', secretName: 'cache-secret' },
    ...(deployment.tls ? { certificates: { kind: 'existing', secretName: 'cache-tls' } } : {}),
    placement: { zones: 3, hosts: 'required' },
    cpuMillicores: 500,
    storageBytes: 16 * GIB,
    clients: [{ podSelector: { matchLabels: { app: 'shop' } } }],
    apiServer: [{ ipBlock: { cidr: '10.0.0.1/32' } }],
    dns: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
    networkPolicies: true,
    admissionPolicy: false,
    updateStrategy: 'RollingUpdate',
    labels: {},
    annotations: {},
    agentProgram: PROGRAM,
    ...more,
  };
}

export function accessWith(more: Partial<ObjectStoreAccess> = {}): ObjectStoreAccess {
  return {
    serviceAccountAnnotations: {}, podLabels: {}, environment: { AWS_REGION: 'eu-west-1' }, peers: [{ ipBlock: { cidr: '52.0.0.0/8' } }],
    port: 443, podIdentity: false, ...more,
  };
}

export function restoreWith(access: Partial<ObjectStoreAccess> = {}): NonNullable<DeploymentInput['restore']> {
  return {
    binding: { store: 's3://backups/prod', deployment: 'cache', backup: '20260101T000000Z-abcdef' },
    access: accessWith(access), seedProgram: SEED_PROGRAM,
  };
}

export const GENERATED_CERTIFICATES: NonNullable<DeploymentInput['certificates']> = {
  kind: 'generated', secretName: 'cache-tls', issuerProgram: ISSUER_PROGRAM,
};

const certManager = (issuer?: { name: string; kind: string; group: string }): NonNullable<DeploymentInput['certificates']> => (
  { kind: 'cert-manager', secretName: 'cache-tls', lifetimeSeconds: 90 * 86_400, ...(issuer ? { issuer } : {}) });
export const OWN_AUTHORITY = certManager();
export const CLUSTER_ISSUER = certManager({ name: 'house', kind: 'ClusterIssuer', group: 'cert-manager.io' });

export const PLANS: Record<string, DeploymentPlan> = {
  'replication': planWith(Topology.replication({ replicas: 2 })),
  'Sentinel': planWith(Topology.sentinel()),
  'Sentinels on nodes of their own': planWith(Topology.sentinel({ placement: SentinelPlacement.OWN_NODES })),
  'a Sentinel of its own beside two with data': planWith(Topology.sentinel({ replicas: 1 })),
  'more data nodes than Sentinels': planWith(Topology.sentinel({ replicas: 4 })),
  'Cluster': planWith(Topology.cluster()),
  'Cluster without replicas': planWith(Topology.cluster({ replicas: 0 }), { objectives: { rpoSeconds: 5, rtoSeconds: 60 } }),
};

const EVERYTHING: Partial<DeploymentInput> = {
  namespace: 'shop',
  imagePullSecrets: ['registry'],
  placement: {
    zones: 3, hosts: 'preferred', nodeSelector: { pool: 'memory' }, priorityClassName: 'high',
    tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'redis', effect: 'NoSchedule' }],
  },
  storageClassName: 'gp3',
  onePodPerVolume: true,
  admissionPolicy: true,
  updateStrategy: 'OnDelete',
  labels: { team: 'orders' },
  annotations: { 'example.com/owner': 'orders' },
};

/** What is not the same in all of them: every option at least once. */
export const OPTIONS: Record<string, (plan: DeploymentPlan) => Partial<DeploymentInput>> = {
  'as it is by default': () => ({}),
  'everything given, passwords and certificates generated, restored with Pod Identity': () => ({
    ...EVERYTHING, passwords: { kind: 'generated', secretName: 'cache-passwords' }, certificates: GENERATED_CERTIFICATES,
    restore: restoreWith({ podIdentity: true }),
  }),
  'little known, passwords elsewhere, an authority of cert-manager, restored with keys': ({ users }) => ({
    certificates: OWN_AUTHORITY,
    placement: { zones: 1, hosts: 'required' }, clients: [], apiServer: [], dns: [],
    passwords: {
      kind: 'external', secretName: 'cache-external', store: { name: 'vault', kind: 'ClusterSecretStore' }, refreshInterval: '1h0m0s',
      keys: Object.fromEntries(users.map(({ name }) => [name, `prod/cache/${name}`])),
    },
    restore: restoreWith({ peers: [], credentialsSecret: 'bucket-keys', podLabels: { 'azure.workload.identity/use': 'true' } }),
  }),
  'on the way to TLS, certificates of somebody\'s issuer': (deployment) => ({
    plan: withTransport(deployment, Transport.BOTH), namespace: 'shop', certificates: CLUSTER_ISSUER,
  }),
  'in plaintext, policies of others, restored with a web identity': (deployment) => ({
    plan: withTransport(deployment, Transport.PLAINTEXT), certificates: undefined, networkPolicies: false,
    restore: restoreWith({ webIdentity: { roleArn: 'arn:aws:iam::111122223333:role/backups', audience: 'sts.amazonaws.com' } }),
  }),
};

/** Every topology with every option. */
export const INPUTS: [string, DeploymentInput][] = Object.entries(PLANS).flatMap(([topology, deployment]) => (
  Object.entries(OPTIONS).map(([option, more]): [string, DeploymentInput] => [`${topology}, ${option}`, inputWith(deployment, more(deployment))])));

export function objectsOf(input: DeploymentInput): KubernetesObject[] {
  return deploymentManifests(input).map(({ object }) => object);
}

export function ofKind(input: DeploymentInput, kind: string): any[] {
  return objectsOf(input).filter((object) => object.kind === kind);
}

/** The one object of that kind, or of that kind and name. */
export function theOne(input: DeploymentInput, kind: string, name?: string): any {
  const found = ofKind(input, kind).filter((object) => name === undefined || object.metadata.name === name);
  if (found.length !== 1) {
    throw new Error(`${found.length} objects of kind ${kind} ${name ?? ''}`);
  }
  return found[0];
}

/** Containers of a pod template or a Job's. */
export function containersOf(object: KubernetesObject): any[] {
  const spec = (object.spec as any).template.spec;
  return [...spec.initContainers ?? [], ...spec.containers];
}

export function containerOf(input: DeploymentInput, name: string, statefulSet = 0): any {
  return containersOf(ofKind(input, 'StatefulSet')[statefulSet]).find((container) => container.name === name);
}
