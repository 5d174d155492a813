import { buildSync } from 'esbuild';
import { join } from 'node:path';

import { CERTIFICATE_FILES } from '../../lib/certificates';
import { TopologyKind, UserName } from '../../lib/model';
import { deploymentNames } from '../../lib/manifests';
import { partsOf, UNPACK } from '../../lib/manifests/program-parts';
import { POD_SECURITY } from '../../lib/manifests/pod-security';
import { NodeRole, type DeploymentPlan } from '../../lib/plan';
import { eventually, type Kube } from './kube';
import type { LoadConfig, LoadState, Verdict } from './load-protocol';

const PORT = 8080;
const PROGRAM = 'load.js';
/** What a NetworkPolicy lets in as a client. */
export const CLIENT_LABEL = { 'redis-ha-test/client': 'true' };

/** Names of what the load's pod takes its password from, and the authority it checks nodes by. */
export interface LoadSecrets {
  readonly passwords: string;
  readonly ca: string;
}

/** Clients in a pod of the cluster, for one deployment. */
export class Load {
  private constructor(private readonly kube: Kube, private readonly pod: string) {}

  /** @param node host to run on, whether or not it takes other pods. @default - the scheduler's choice */
  static async create(kube: Kube, plan: DeploymentPlan, image: string, secrets: LoadSecrets, node?: string): Promise<Load> {
    const pod = `${plan.name}-load`;
    await kube.apply(objects(plan, pod, image, secrets, node));
    const load = new Load(kube, pod);
    await eventually('the load\'s pod', async () => await kube.raw(load.path('healthy')) === 'ok', 120_000);
    return load;
  }

  async start(run: string, options: { rate?: number; writers?: number; service?: boolean } = {}): Promise<LoadRun> {
    const query = Object.entries(options).filter(([, value]) => value !== false).map(([key, value]) => `&${key}=${value}`).join('');
    await this.ask(`start?run=${run}${query}`, 90_000);
    return new LoadRun(run, (path, timeoutMs) => this.ask(path, timeoutMs));
  }

  private path(rest: string): string {
    return `/api/v1/namespaces/${this.kube.namespace}/pods/${this.pod}:${PORT}/proxy/${rest}`;
  }

  private async ask<T>(rest: string, timeoutMs = 30_000): Promise<T> {
    const answer = JSON.parse(await this.kube.raw(this.path(rest), timeoutMs));
    if (answer.error) throw new Error(`the load: ${answer.error}`);
    return answer;
  }
}

/** One stretch of writing. */
export class LoadRun {
  constructor(readonly name: string, private readonly ask: <T>(path: string, timeoutMs?: number) => Promise<T>) {}

  state(since = 0): Promise<LoadState> {
    return this.ask(`state?run=${this.name}&since=${since}`);
  }

  /** The time in the pod, to count from. */
  async mark(): Promise<number> {
    return (await this.state(Number.MAX_SAFE_INTEGER)).now;
  }

  /** Waits until every shard has had writes acknowledged that were issued after that time. */
  async writesSince(since: number, timeoutMs: number): Promise<void> {
    let last = '';
    await eventually('writes to every shard', async () => {
      const { shards } = await this.state(since);
      last = JSON.stringify(shards);
      return Object.values(shards).every((count) => count > 5);
    }, timeoutMs, () => last);
  }

  /** Reads every acknowledged write from another deployment, which has the same passwords, by the Service of its primary. */
  readFrom(primary: string): Promise<{ readonly checked: number; readonly lost: number }> {
    return this.ask(`read?run=${this.name}&primary=${primary}`, 180_000);
  }

  stop(): Promise<Verdict> {
    return this.ask(`stop?run=${this.name}`, 180_000);
  }
}

function objects(plan: DeploymentPlan, pod: string, image: string, secrets: LoadSecrets, node?: string): unknown[] {
  const names = deploymentNames(plan.name);
  const { ca } = CERTIFICATE_FILES;
  const sharded = plan.topology.kind === TopologyKind.CLUSTER;
  const data = plan.nodes.filter(({ roles }) => roles.includes(NodeRole.DATA));
  const config: LoadConfig = {
    kind: plan.topology.kind, masterName: plan.topology.masterName,
    redisPort: plan.ports.redis, sentinelPort: plan.ports.sentinel,
    tlsServerName: plan.tls!.serverName, username: UserName.APP, primary: sharded ? '' : names.primary,
    nodes: plan.nodes.map(({ name, roles }) => ({
      name, host: names.node(name), data: roles.includes(NodeRole.DATA), sentinel: roles.includes(NodeRole.SENTINEL),
    })),
    shardOf: sharded ? Object.fromEntries(data.map(({ name, shard }) => [name, shard!])) : {},
  };
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, 'load-program.ts')], bundle: true, platform: 'node', target: 'node20', minify: true, write: false,
    external: ['redis'], logLevel: 'warning',
  });
  const parts = partsOf(plan.name, [{ file: PROGRAM, text: Buffer.from(outputFiles[0]!.contents) }]);
  return [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: pod }, data: { 'load.json': JSON.stringify(config) } },
    ...parts.map(({ name, key, base64 }) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, binaryData: { [key]: base64 } })),
    {
      apiVersion: 'v1', kind: 'Pod', metadata: { name: pod, labels: CLIENT_LABEL },
      spec: {
        ...(node === undefined ? {} : { nodeName: node }),
        // The deployment's nodes are drained; the ledger has to stay.
        tolerations: [{ operator: 'Exists' }],
        automountServiceAccountToken: false, enableServiceLinks: false, terminationGracePeriodSeconds: 1,
        securityContext: POD_SECURITY,
        containers: [{
          name: 'load', image,
          command: [
            'node', '-e', UNPACK, '/parts', '/run/load', `/run/load/${PROGRAM}`,
            '/config/load.json', `/secrets/${UserName.APP}`, `/authority/${ca}`,
          ],
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
          volumeMounts: [
            { name: 'run', mountPath: '/run/load' }, { name: 'parts', mountPath: '/parts' },
            { name: 'config', mountPath: '/config' }, { name: 'secrets', mountPath: '/secrets' },
            { name: 'authority', mountPath: '/authority' },
          ],
        }],
        volumes: [
          { name: 'run', emptyDir: {} },
          { name: 'config', configMap: { name: pod } },
          { name: 'secrets', secret: { secretName: secrets.passwords, defaultMode: 0o440 } },
          { name: 'authority', secret: { secretName: secrets.ca, defaultMode: 0o440, items: [{ key: ca, path: ca }] } },
          { name: 'parts', projected: { sources: parts.map(({ name }) => ({ configMap: { name } })) } },
        ],
      },
    },
  ];
}
