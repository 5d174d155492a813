import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { allNodes, type DeploymentPlan, type RestoreBinding } from '../plan';
import { findEngine } from './engine';
import { LabFiles } from './lab-files';
import type { LinkSettings } from './link/link-settings';
import { LocalLab } from './local-lab';
import { LoopbackNetwork } from './network/loopback';
import { mayCut } from './network/may-cut';
import { NamespaceNetwork } from './network/namespaces';

/** What happens to a node during the very first start. */
export interface StartFault {
  /** Milliseconds by which its start is late. */
  readonly delayMs?: number;
  /** Step at which the first run of its agent, or of its seed, dies, see `lib/agent/failpoint.ts`. */
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
  /**
   * Sizes of data volumes, in bytes by node name: a file system of its own in memory for each, so that it can be
   * filled. Needs root.
   *
   * @default - every volume is a folder on this machine's disk
   */
  readonly smallVolumes?: Record<string, number>;
  /**
   * The backup that the deployment begins with. A store in S3 is reached with the AWS_* variables of this process.
   *
   * @default - it begins empty
   */
  readonly restoreFrom?: RestoreBinding;
  /**
   * What lies between the two regions of the plan, from the first connection on. Needs CAP_NET_ADMIN and loopback addresses.
   *
   * @default - nothing: they are one machine
   */
  readonly link?: LinkSettings;
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
  const { directory: given, startFaults = {}, smallVolumes = {}, restoreFrom } = options;
  const files = new LabFiles(given === undefined ? await mkdtemp(join(tmpdir(), 'redis-ha-lab-')) : resolve(given));
  const network = options.network === 'namespaces' ? await NamespaceNetwork.open() : await LoopbackNetwork.open(Object.values(plan.ports) as number[], allNodes(plan).length);
  await files.layOut();
  const secrets = await files.writeSecrets(plan, {});
  const lab = new LocalLab({
    plan, files, temporary: given === undefined, engine, network, secrets, startFaults, smallVolumes, restoreFrom,
  });
  if (options.onEvent) {
    lab.onEvent(options.onEvent);
  }
  if (engine.deviation !== '') {
    lab.record('lab', engine.deviation);
  }
  try {
    await lab.settle(plan, engine, secrets);
    if (options.link) {
      await lab.link(options.link);
    }
  } catch (failure) {
    await lab.down();
    throw failure;
  }
  if (options.cold) {
    return lab;
  }
  void Promise.all(lab.nodes.filter(({ dormant }) => !dormant).map(async (node) => {
    await new Promise((done) => { setTimeout(done, startFaults[node.name]?.delayMs ?? 0).unref(); });
    await node.start();
  })).catch((failure: unknown) => lab.record('lab', failure instanceof Error ? failure.message : String(failure)));
  return lab;
}
