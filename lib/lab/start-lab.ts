import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { NodeConfig } from '../config';
import { canonicalJson, type Bindings, type DeploymentPlan } from '../plan';
import { findEngine, type LabEngine } from './engine';
import { LocalLab } from './local-lab';
import { LocalNode } from './local-node';
import { LoopbackNetwork } from './network/loopback';
import { mayCut } from './network/may-cut';
import { NamespaceNetwork } from './network/namespaces';
import type { LabNetwork } from './network/network';

/** What happens to a node during the very first start. */
export interface StartFault {
  /** Milliseconds by which its start is late. */
  readonly delayMs?: number;
  /** Step at which its agent's first run dies, see `lib/agent/failpoint.ts`. */
  readonly failpoint?: string;
}

export interface LabOptions {
  /**
   * Folder for data, configuration and logs.
   *
   * @default - a temporary folder, removed when the lab goes down
   */
  readonly directory?: string;
  /**
   * `loopback`: addresses in 127.0.0.0/8. `namespaces`: a network namespace per node, needs root.
   *
   * @default 'loopback'
   */
  readonly network?: 'loopback' | 'namespaces';
  /**
   * Leave every node stopped until it is started by name.
   *
   * @default false
   */
  readonly cold?: boolean;
  /**
   * The network will be cut: start nothing where that is not possible.
   *
   * @default false
   */
  readonly willCut?: boolean;
  /** By node name. */
  readonly startFaults?: Record<string, StartFault>;
  readonly onEvent?: (event: { atMs: number; source: string; node?: string; message: string }) => void;
}

/**
 * Runs a plan on this machine. Returns once every node has been told to start; `healthy()`
 * waits for the deployment.
 *
 * @throws Error when the machine lacks a program or a right; the message says which
 */
export async function startLab(plan: DeploymentPlan, options: LabOptions = {}): Promise<LocalLab> {
  const lacks = options.willCut ? await mayCut() : undefined;
  if (lacks !== undefined) {
    throw new Error(lacks);
  }
  const engine = await findEngine(plan);
  const temporary = options.directory === undefined;
  const directory = temporary ? await mkdtemp(join(tmpdir(), 'redis-ha-lab-')) : resolve(options.directory);
  const network = options.network === 'namespaces'
    ? await NamespaceNetwork.open(plan.nodes.length)
    : await LoopbackNetwork.open([plan.ports.redis, plan.ports.sentinel, plan.ports.agent]);
  const lab = await build(plan, directory, temporary, network, engine);
  if (options.onEvent) {
    lab.onEvent(options.onEvent);
  }
  if (engine.deviation !== '') {
    lab.record('lab', engine.deviation);
  }
  await addNodes(lab, plan, directory, network, options.startFaults ?? {});
  if (options.cold) {
    return lab;
  }
  void Promise.all(lab.nodes.map(async (node) => {
    await new Promise((done) => { setTimeout(done, options.startFaults?.[node.name]?.delayMs ?? 0).unref(); });
    await node.start();
  })).catch((failure: unknown) => lab.record('lab', failure instanceof Error ? failure.message : String(failure)));
  return lab;
}

async function build(
  plan: DeploymentPlan, directory: string, temporary: boolean, network: LabNetwork, engine: LabEngine,
): Promise<LocalLab> {
  const bindings: Bindings = {
    schemaVersion: 1,
    deployment: plan.name,
    addresses: Object.fromEntries(plan.nodes.map(({ name }, index) => [name, network.address(index)])),
  };
  const secrets = Object.fromEntries(plan.users.map(({ name }) => [name, randomBytes(24).toString('base64url')]));
  await mkdir(join(directory, 'secrets'), { recursive: true, mode: 0o700 });
  await mkdir(join(directory, 'outside'), { recursive: true });
  await mkdir(join(directory, 'logs'), { recursive: true });
  await Promise.all(Object.entries(secrets).map(([user, secret]) =>
    writeFile(join(directory, 'secrets', user), `${secret}\n`, { mode: 0o600 })));
  await writeFile(join(directory, 'plan.json'), canonicalJson(plan));
  await writeFile(join(directory, 'bindings.json'), canonicalJson(bindings));
  return new LocalLab({ plan, bindings, directory, temporary, engine, network, secrets });
}

async function addNodes(
  lab: LocalLab, plan: DeploymentPlan, directory: string, network: LabNetwork, faults: Record<string, StartFault>,
): Promise<void> {
  for (const [index, node] of plan.nodes.entries()) {
    const config: NodeConfig = {
      node: node.name,
      planFile: join(directory, 'plan.json'),
      bindingsFile: join(directory, 'bindings.json'),
      dataDir: join(directory, 'nodes', node.name, 'data'),
      runDir: join(directory, 'nodes', node.name, 'run'),
      platform: { kind: 'file', secretsDir: join(directory, 'secrets'), outsideDir: join(directory, 'outside') },
    };
    const configFile = join(directory, 'nodes', node.name, 'node.json');
    await mkdir(config.dataDir, { recursive: true });
    await writeFile(configFile, canonicalJson(config));
    lab.add(new LocalNode({
      plan, node, config, configFile,
      host: network.address(index),
      prefix: network.prefix(index),
      logDir: join(directory, 'logs'),
      failpoint: faults[node.name]?.failpoint,
      record: (source, message, name) => lab.record(source, message, name),
    }));
  }
}
