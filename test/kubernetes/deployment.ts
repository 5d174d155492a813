import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { podOf } from '../../lib/config/kubernetes-pod';
import { agentBundle } from '../../lib/agent/bundle';
import { Engine, TopologyKind, Transport, type Topology } from '../../lib/model';
import { caSecretOf, deploymentManifests, deploymentNames, type DeploymentInput } from '../../lib/manifests';
import { NodeRole, plan as planOf, type DeploymentPlan, type PlanNode } from '../../lib/plan';
import { POD_LABELS } from '../../lib/config/kubernetes-pod';
import { eventually, type Json, type Kube } from './kube';
import { forMinor, NATIVE_SIDECARS } from './legacy';
import { CLIENT_LABEL } from './load';

export interface DeploymentOptions {
  readonly name: string;
  readonly topology: Topology;
  /** @default 'redis-8.0' */
  readonly engine?: string;
  readonly images: { readonly engine: string; readonly node: string };
  /** Whose passwords and certificates it has, so that the same clients can read both. @default - its own */
  readonly like?: Deployment;
  /** What differs from the ordinary. */
  readonly input?: Partial<DeploymentInput>;
}

const GIB = 1024 ** 3;
export const READY_MS = 300_000;

/** A deployment in the cluster, as its manifests make it. */
export class Deployment {
  readonly plan: DeploymentPlan;
  readonly names;

  private constructor(readonly kube: Kube, readonly minor: number, readonly input: DeploymentInput) {
    this.plan = input.plan;
    this.names = deploymentNames(this.plan.name);
  }

  static async of(kube: Kube, options: DeploymentOptions): Promise<Deployment> {
    const minor = await kube.minor();
    const { like } = options;
    const plan = planned(options.name, options.engine ?? 'redis-8.0', options.topology, like?.plan.tls!.serverName);
    return new Deployment(kube, minor, {
      plan, namespace: kube.namespace, kubernetesMinor: Math.max(minor, NATIVE_SIDECARS),
      images: options.images, imagePullSecrets: [],
      passwords: like ? { kind: 'existing', secretName: like.secretName } : { kind: 'generated', secretName: `${options.name}-passwords` },
      certificates: like ? { kind: 'existing', secretName: like.input.certificates!.secretName }
        : { kind: 'generated', secretName: `${options.name}-tls`, issuerProgram: readFileSync(join(__dirname, '../../dist/agent/redis-ha-certificates.js')) },
      placement: { zones: 3, hosts: 'required' }, cpuMillicores: 50, storageBytes: 2 * GIB,
      clients: [{ podSelector: { matchLabels: CLIENT_LABEL } }], apiServer: [], dns: [], networkPolicies: true,
      admissionPolicy: false, updateStrategy: 'RollingUpdate', labels: {}, annotations: {}, agentProgram: readFileSync(agentBundle()), ...options.input,
    });
  }

  /** The same with other input: what a next version of the manifests would be. */
  with(input: Partial<DeploymentInput>): Deployment {
    return new Deployment(this.kube, this.minor, { ...this.input, ...input });
  }

  /** The same with another topology, as the next version of its plan would have it. */
  planned(topology: Topology): Deployment {
    return this.with({ plan: planned(this.plan.name, this.plan.engine.name, topology, this.plan.tls!.serverName) });
  }

  /** What is applied: the manifests, or what an older API server takes of them. */
  objects(): Json[] {
    return forMinor(this.minor, deploymentManifests(this.input).map(({ object }) => object));
  }

  apply(...options: string[]): Promise<string[]> {
    return this.kube.apply(this.objects(), ...options);
  }

  get secretName(): string {
    return this.input.passwords.secretName;
  }

  /** The Secret by whose `ca.crt` clients check the nodes. */
  get caSecretName(): string {
    return caSecretOf(this.input)!;
  }

  get dataNodes(): PlanNode[] {
    return this.plan.nodes.filter(({ roles }) => roles.includes(NodeRole.DATA));
  }

  pod(node: string): string {
    return podOf(this.plan.name, node).pod;
  }

  nodeOf(pod: string): string {
    return this.plan.nodes.find(({ name }) => this.pod(name) === pod)!.name;
  }

  pods(): Promise<Json[]> {
    return this.kube.list('pods', `${POD_LABELS.instance}=${this.plan.name},${POD_LABELS.component}=node`);
  }

  claim(node: string): string {
    return `data-${this.pod(node)}`;
  }

  /** What an agent answers, as `200 {...}` would be; empty when nobody does. */
  async health(node: string, path: string): Promise<{ readonly ok: boolean; readonly body: string }> {
    const { code, stdout, stderr } = await this.kube.try(['get', '--raw',
      `/api/v1/namespaces/${this.kube.namespace}/pods/${this.pod(node)}:${this.plan.ports.agent}/proxy${path}`], '', 10_000);
    return { ok: code === 0, body: stdout || stderr };
  }

  /** Nodes that say that they are primary, in a Cluster of a shard. */
  async leading(shard?: number): Promise<string[]> {
    const nodes = this.dataNodes.filter((node) => node.shard === shard);
    const answers = await Promise.all(nodes.map(({ name }) => this.health(name, '/primary')));
    return nodes.filter((_, index) => answers[index]!.ok).map(({ name }) => name);
  }

  async primary(shard = this.shards[0], timeoutMs = 60_000): Promise<string> {
    let found: string[] = [];
    await eventually('exactly one node says that it is primary', async () => {
      found = await this.leading(shard);
      return found.length === 1;
    }, timeoutMs, () => found.join(', '));
    return found[0]!;
  }

  /** `[undefined]` where there are none. */
  get shards(): (number | undefined)[] {
    return [...new Set(this.dataNodes.map(({ shard }) => shard))];
  }

  /** Waits until all of it is there and ready: every pod of the newest revision, and one primary a shard. */
  async ready(timeoutMs = READY_MS): Promise<void> {
    let told = '';
    await eventually(`${this.plan.name} is ready`, async () => {
      const sets = await this.kube.list('statefulsets', `${POD_LABELS.instance}=${this.plan.name}`);
      const pods = await this.pods();
      told = pods.map((pod) => `${pod.metadata.name} on ${pod.spec.nodeName}: ${summary(pod)}`).join('; ');
      const rolled = sets.length > 0 && sets.every(isRolled);
      const stay = pods.filter((pod) => !pod.metadata.deletionTimestamp && isReady(pod));
      return rolled && stay.length === pods.length && stay.length === this.plan.nodes.length;
    }, timeoutMs, () => told);
    for (const shard of this.shards) await this.primary(shard);
  }

  /** What a person would look at first. */
  async explain(log: (text: string) => void): Promise<void> {
    log((await this.kube.try(['get', 'pods,pvc,svc,endpoints', '--output', 'wide', '--show-labels'])).stdout);
    log((await this.kube.try(['get', 'events', '--sort-by=.lastTimestamp'])).stdout.split('\n').slice(-40).join('\n'));
    for (const { metadata } of await this.pods().catch(() => [])) {
      for (const container of ['prepare', 'agent', 'redis', 'sentinel']) {
        const { stdout } = await this.kube.try(['logs', metadata.name, '--container', container, '--tail', '40']);
        if (stdout) log(`--- ${metadata.name} ${container}\n${stdout}`);
      }
    }
  }
}

function planned(name: string, engine: string, topology: Topology, tlsServerName?: string): DeploymentPlan {
  return planOf({
    name, engine: Engine.of(engine), topology, transport: Transport.TLS, failureDomains: 3, nodeMemoryBytes: GIB / 2,
    ...(tlsServerName === undefined ? {} : { tlsServerName }),
    objectives: { rpoSeconds: 10, rtoSeconds: topology.kind === TopologyKind.REPLICATION ? 30 : 20 },
  });
}

function isRolled({ metadata, spec, status }: Json): boolean {
  return status.observedGeneration === metadata.generation && status.readyReplicas === spec.replicas
    && status.updatedReplicas === spec.replicas && status.currentRevision === status.updateRevision;
}

export function isReady(pod: Json): boolean {
  return pod.status?.conditions?.some(({ type, status }: Json) => type === 'Ready' && status === 'True') ?? false;
}

function summary(pod: Json): string {
  const states = [...pod.status?.initContainerStatuses ?? [], ...pod.status?.containerStatuses ?? []];
  const told = states.map(({ name, ready, restartCount, state }: Json) =>
    `${name} ${ready ? 'ready' : Object.keys(state ?? {}).join()}${restartCount ? ` (${restartCount} restarts)` : ''}`);
  return told.join(', ') || pod.status?.conditions?.map(({ message }: Json) => message).filter(Boolean).join() || pod.status?.phase;
}
