import { EC2_METRICS, EC2_PATHS, UNITS, type Ec2Pointer, type NodeConfig } from '../../config';
import { Engine } from '../../model';
import { canonicalJson, type DeploymentPlan } from '../../plan';
import { ec2Of, install, pointerNow } from '../install';
import type { System } from '../install-system';
import type { AwsCli } from './aws-cli';
import type { Ec2Platform } from './ec2';
import { leaveWhenAsked, leaveWhenMoved } from './ec2-departure';
import { growFileSystem } from './ec2-file-system';
import { measurements } from './ec2-measurements';
import type { InstanceMetadata } from './ec2-metadata';
import { OthersFirst } from './ec2-others-first';
import { maySignal } from './ec2-signal';
import type { UnreadyOthers } from './ec2-unready-others';

/** How the agent beside it answers. */
export interface LocalHealth {
  /** Status of `/live`, `/ready` or `/primary`; undefined when it does not answer. */
  (path: string): Promise<number | undefined>;
}

/** What the agent beside it answers on `/status`; undefined when it does not answer. */
export interface LocalStatus {
  (): Promise<unknown>;
}

export interface CaretakerTools {
  readonly aws: AwsCli;
  readonly system: System;
  readonly platform: Ec2Platform;
  readonly metadata: InstanceMetadata;
  readonly health: LocalHealth;
  readonly status: LocalStatus;
  readonly unreadyOthers: UnreadyOthers;
  readonly log: (message: string) => void;
  readonly now: () => number;
}

const POINTER_EVERY_MS = 30_000;
const METRICS_EVERY_MS = 60_000;
const GROWTH_EVERY_MS = 300_000;
const SECRETS_EVERY_MS = 3_600_000;
/** How long an agent restarted for a new plan may keep others from being changed. */
const CHANGE_LOCK_SECONDS = 300;

/**
 * Root's part of a node: applies what the pointer says, tells CloudFormation when the
 * node is there, and lets an instance go only under the deployment-wide lock. It takes
 * no decision about Redis.
 */
export class Caretaker {
  private signalled = false;
  private leaving = false;
  private outdated = false;
  private holding = true; // until it is known that this node's replacement is over
  private readAt = 0;
  private measuredAt = 0;
  private growsAt?: number;
  private volumeBytes?: number;
  private secretsDueAt?: number;
  private applied?: string;
  private plan?: DeploymentPlan;
  private signalAt = 'ready';
  private lockSeconds = CHANGE_LOCK_SECONDS;
  private readonly othersFirst = new OthersFirst();

  constructor(private readonly configFile: string, private config: NodeConfig, private readonly tools: CaretakerTools) {}

  /** One round. Parts that fail are tried again in the next; one that fails does not keep the others from running. */
  public async tick(): Promise<void> {
    await this.attempt('lifecycle', async () => {
      this.leaving = await leaveWhenAsked(this.tools, this.config, this.lockSeconds, this.othersFirst);
    });
    if (this.leaving) {
      return;
    }
    const now = this.tools.now();
    if (now - this.readAt >= POINTER_EVERY_MS) {
      await this.attempt('pointer', () => this.followPointer());
      this.readAt = now;
    }
    if (this.leaving) {
      return;
    }
    await this.attempt('restart', () => this.restartWhenPending());
    if (this.outdated) {
      return;
    }
    if (!this.signalled) {
      await this.attempt('signal', () => this.signalWhenThere());
    }
    if (this.holding) {
      await this.attempt('lock', () => this.endReplacement());
    }
    if (now - this.measuredAt >= METRICS_EVERY_MS) {
      await this.attempt('metrics', () => this.measure());
      this.measuredAt = now;
    }
    // Not at once: whatever starts with this process has just asked, and writes the same file.
    this.secretsDueAt ??= now + SECRETS_EVERY_MS;
    const { plan } = this;
    if (plan && now >= this.secretsDueAt) {
      const refreshed = await this.attempt('secrets', () => this.refreshSecrets(Engine.of(plan.engine.name).family));
      this.secretsDueAt = now + (refreshed ? SECRETS_EVERY_MS : POINTER_EVERY_MS);
    }
    // Not at once either: the boot script has just grown it.
    this.growsAt ??= now + GROWTH_EVERY_MS;
    if (now >= this.growsAt) {
      await this.attempt('file system', async () => {
        this.volumeBytes = await growFileSystem(this.tools.system, this.volumeBytes);
      });
      this.growsAt = now + GROWTH_EVERY_MS;
    }
  }

  /** True once this instance has been let go: nothing more is to be done here. */
  public get done(): boolean {
    return this.leaving;
  }

  /** True once a newer caretaker is to be started, by ending this process. */
  public get superseded(): boolean {
    return this.outdated;
  }

  /** @returns whether it worked */
  private async attempt(what: string, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (failure) {
      this.tools.log(`${what}: ${failure instanceof Error ? failure.message : String(failure)}`);
      return false;
    }
  }

  private async followPointer(): Promise<void> {
    const { aws, log, platform, system } = this.tools;
    const pointer = await pointerNow(ec2Of(this.config).pointerParameter, aws, system);
    const moved = await leaveWhenMoved(this.tools, this.config, pointer.bindings.addresses, pointer.replacementLockSeconds);
    this.leaving = moved === 'gone';
    if (moved !== 'here') {
      return; // what the pointer says is for the node at its new address
    }
    const text = canonicalJson(pointer);
    // Pending: files may be of a pointer that was applied half-way, even where this one was applied before it.
    const whole = await system.read(EC2_PATHS.restartPending) === undefined;
    if (whole && !this.plan && await system.read(EC2_PATHS.pointer) === text) {
      // Nothing new since this machine was set up: no lock, or the first start of a deployment would wait for itself.
      this.remember(this.config, JSON.parse(await system.read(this.config.planFile) ?? 'null') as DeploymentPlan, pointer, text);
    }
    if (whole && text === this.applied) {
      return;
    }
    // One node at a time: an agent that restarts sees nobody for a moment.
    if (!await platform.acquireLock(this.config.node, CHANGE_LOCK_SECONDS)) {
      log('pointer: changed, waiting for another node to finish its change');
      return;
    }
    this.holding = true;
    const installed = await install(this.configFile, this.config, aws, system);
    log(`applied the pointer of ${installed.plan.name}; changed: ${installed.changed.join(', ') || 'nothing that an agent reads'}`);
    this.remember(installed.config, installed.plan, installed.pointer, canonicalJson(installed.pointer));
  }

  /** Asks the machine and not memory: whoever wrote the files may have died before it came to this. */
  private async restartWhenPending(): Promise<void> {
    const { log, platform, system } = this.tools;
    const pending = await system.read(EC2_PATHS.restartPending);
    // The pointer is written last. Until it is, the running agent is better than one that would read half a change.
    if (pending === undefined || pending !== await system.read(EC2_PATHS.pointer)) {
      return;
    }
    if (!await platform.acquireLock(this.config.node, CHANGE_LOCK_SECONDS)) {
      log('restart: waiting for another node to finish its change');
      return;
    }
    log('restarting the agent: what it reads has changed');
    // Killed, not stopped: a stopping agent would hand over, which a new plan is no reason for.
    await system.run('systemctl', ['kill', '--signal=SIGKILL', UNITS.agent]);
    await system.remove(EC2_PATHS.restartPending);
    // This process is one of those files, and has read the others.
    this.outdated = true;
  }

  private remember(config: NodeConfig, plan: DeploymentPlan, pointer: Ec2Pointer, text: string): void {
    this.applied = text;
    this.config = config;
    this.plan = plan;
    this.signalAt = pointer.signalAt;
    this.lockSeconds = pointer.replacementLockSeconds;
  }

  private async signalWhenThere(): Promise<void> {
    const { stackName, signalResource } = ec2Of(this.config);
    if (!stackName || !signalResource) {
      this.signalled = true;
      return;
    }
    if (!this.plan) {
      return;
    }
    const { aws, health, metadata, platform, system, log } = this.tools;
    const instance = await metadata.get('instance-id') ?? 'unknown';
    if (await system.read(EC2_PATHS.signalled) === instance) {
      // By a caretaker before this one. Once more could be taken for its successor, whose group may be updating now.
      this.signalled = true;
      return;
    }
    const evidence = {
      formed: await platform.readMarker() !== undefined,
      last: this.plan.nodes.at(-1)?.name === this.config.node,
      signalAt: this.signalAt,
      live: await health('/live') === 200,
      ready: await health('/ready') === 200,
    };
    if (!maySignal(evidence)) {
      return;
    }
    try {
      await aws(['cloudformation', 'signal-resource', '--stack-name', stackName, '--logical-resource-id', signalResource,
        '--unique-id', instance, '--status', 'SUCCESS']);
      log('signalled SUCCESS');
    } catch (failure) {
      // Nobody waits when a group replaced the instance by itself; the stack is then not in progress.
      if ((failure as { code?: string }).code !== 'ValidationError') {
        throw failure;
      }
      log('no stack operation waits for a signal');
    }
    await system.write(EC2_PATHS.signalled, instance, 0o644);
    this.signalled = true;
  }

  /** The lock a leaving instance or a changed node took is given back by what came after, once that is ready. */
  private async endReplacement(): Promise<void> {
    const { health, platform, system, log } = this.tools;
    if (await system.read(EC2_PATHS.restartPending) !== undefined) {
      return; // ready is the agent that is about to end
    }
    if (await platform.lockHolder() !== this.config.node) {
      this.holding = false;
      return;
    }
    if (await health('/ready') === 200) {
      await platform.releaseLock(this.config.node);
      log('ready; the replacement lock is free');
      this.holding = false;
    }
  }

  /** By the engine's user, whose file it is. */
  private async refreshSecrets(user: string): Promise<void> {
    await this.tools.system.run('setpriv', [`--reuid=${user}`, `--regid=${user}`, '--init-groups', '--',
      EC2_PATHS.node, EC2_PATHS.agent, 'refresh-secrets', '--config', this.configFile]);
  }

  private async measure(): Promise<void> {
    if (!this.plan) {
      return;
    }
    const { aws, health, status } = this.tools;
    const found = measurements(this.plan, {
      ready: await health('/ready') === 200,
      primary: await health('/primary') === 200,
      status: this.plan.regionChange ? await status() : undefined,
    });
    await aws(['cloudwatch', 'put-metric-data', '--namespace', EC2_METRICS.namespace, '--metric-data', JSON.stringify(found)]);
  }
}
