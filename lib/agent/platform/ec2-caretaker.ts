import { EC2_METRICS, EC2_PATHS, UNITS, type Ec2Pointer, type NodeConfig } from '../../config';
import { canonicalJson, type DeploymentPlan } from '../../plan';
import { ec2Of, install } from '../install';
import type { System } from '../install-system';
import type { AwsCli } from './aws-cli';
import { REPLACEMENT_LOCK, type Ec2Platform } from './ec2';
import type { InstanceMetadata } from './ec2-metadata';
import { readPointer } from './ec2-pointer';
import { maySignal } from './ec2-signal';

/** How the agent beside it answers. */
export interface LocalHealth {
  /** Status of `/live`, `/ready` or `/primary`; undefined when it does not answer. */
  (path: string): Promise<number | undefined>;
}

export interface CaretakerTools {
  readonly aws: AwsCli;
  readonly system: System;
  readonly platform: Ec2Platform;
  readonly metadata: InstanceMetadata;
  readonly health: LocalHealth;
  readonly log: (message: string) => void;
  readonly now: () => number;
}

const AGENT_UNIT = UNITS.agent;
/** In the order to stop them: the agent hands over while Redis still serves. */
const STOP_ORDER = [UNITS.agent, UNITS.sentinelPath, UNITS.sentinel, UNITS.redis];
const POINTER_EVERY_MS = 30_000;
const METRICS_EVERY_MS = 60_000;
/** How long an agent restarted for a new plan may keep others from being changed. */
const APPLY_LOCK_SECONDS = 300;

/**
 * Root's part of a node: applies what the pointer says, tells CloudFormation when the
 * node is there, and lets an instance go only under the deployment-wide lock. It takes
 * no decision about Redis.
 */
export class Caretaker {
  private signalled = false;
  private leaving = false;
  private holding = true; // until it is known that this node's replacement is over
  private readAt = 0;
  private measuredAt = 0;
  private applied?: string;
  private plan?: DeploymentPlan;
  private signalAt = 'ready';
  private lockSeconds = APPLY_LOCK_SECONDS;

  constructor(private readonly configFile: string, private config: NodeConfig, private readonly tools: CaretakerTools) {}

  /** One round. Parts that fail are tried again in the next; one that fails does not keep the others from running. */
  public async tick(): Promise<void> {
    await this.attempt('lifecycle', () => this.leaveWhenAsked());
    if (this.leaving) {
      return;
    }
    const now = this.tools.now();
    if (now - this.readAt >= POINTER_EVERY_MS) {
      await this.attempt('pointer', () => this.followPointer());
      this.readAt = now;
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
  }

  /** True once this instance has been let go: nothing more is to be done here. */
  public get done(): boolean {
    return this.leaving;
  }

  private async attempt(what: string, work: () => Promise<void>): Promise<void> {
    await work().catch((failure: unknown) =>
      this.tools.log(`${what}: ${failure instanceof Error ? failure.message : String(failure)}`));
  }

  private async followPointer(): Promise<void> {
    const { aws, log, platform, system } = this.tools;
    const pointer = await readPointer(aws, ec2Of(this.config).pointerParameter);
    const text = canonicalJson(pointer);
    if (!this.plan && await system.read(EC2_PATHS.pointer) === text) {
      // Nothing new since this machine was set up: no lock, or the first start of a deployment would wait for itself.
      this.remember(this.config, JSON.parse(await system.read(this.config.planFile) ?? 'null') as DeploymentPlan, pointer, text);
    }
    if (text === this.applied) {
      return;
    }
    // One node at a time: an agent that restarts sees nobody for a moment.
    if (!await platform.acquireLock(this.config.node, APPLY_LOCK_SECONDS, REPLACEMENT_LOCK)) {
      log('pointer: changed, waiting for another node to finish its change');
      return;
    }
    this.holding = true;
    const installed = await install(this.configFile, this.config, aws, system);
    this.remember(installed.config, installed.plan, installed.pointer, canonicalJson(installed.pointer));
    if (installed.configurationChanged || installed.agentChanged) {
      log(`applied ${installed.agentChanged ? 'agent' : 'plan'} of ${installed.plan.name}`);
      // Killed, not stopped: a stopping agent would hand over, which a new plan is no reason for.
      await system.run('systemctl', ['kill', '--signal=SIGKILL', AGENT_UNIT]);
    }
    if (installed.agentChanged) {
      // This process is that file too; systemd starts the new one.
      await system.run('systemctl', ['restart', '--no-block', UNITS.caretaker]);
    }
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
    const { aws, health, metadata, platform, log } = this.tools;
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
        '--unique-id', await metadata.get('instance-id') ?? 'unknown', '--status', 'SUCCESS']);
      log('signalled SUCCESS');
    } catch (failure) {
      // Nobody waits when a group replaced the instance by itself; the stack is then not in progress.
      if ((failure as { code?: string }).code !== 'ValidationError') {
        throw failure;
      }
      log('no stack operation waits for a signal');
    }
    this.signalled = true;
  }

  /** The lock a leaving instance took is given back by its successor, once that is ready. */
  private async endReplacement(): Promise<void> {
    const { health, platform, log } = this.tools;
    if (await platform.lockHolder(REPLACEMENT_LOCK) !== this.config.node) {
      this.holding = false;
      return;
    }
    if (await health('/ready') === 200) {
      await platform.releaseLock(this.config.node, REPLACEMENT_LOCK);
      log('ready; the replacement lock is free');
      this.holding = false;
    }
  }

  private async leaveWhenAsked(): Promise<void> {
    const { aws, metadata, platform, system, log } = this.tools;
    if (await metadata.get('autoscaling/target-lifecycle-state') !== 'Terminated') {
      return;
    }
    const instance = await metadata.get('instance-id') ?? 'unknown';
    const { lifecycleHook } = ec2Of(this.config);
    const group = await this.groupOf(instance);
    const action = (call: string, ...more: string[]): Promise<unknown> => aws(['autoscaling', call,
      '--auto-scaling-group-name', group, '--lifecycle-hook-name', lifecycleHook ?? '', '--instance-id', instance, ...more]);
    if (!await platform.acquireLock(this.config.node, this.lockSeconds, REPLACEMENT_LOCK)) {
      log('asked to go; waiting for the replacement lock');
      await action('record-lifecycle-action-heartbeat');
      return;
    }
    log('going: handing over and stopping');
    for (const unit of STOP_ORDER) {
      if (await system.read(`${EC2_PATHS.units}/${unit}`) !== undefined) {
        await system.run('systemctl', ['stop', unit]);
      }
    }
    await action('complete-lifecycle-action', '--lifecycle-action-result', 'CONTINUE');
    this.leaving = true;
  }

  private async groupOf(instance: string): Promise<string> {
    const answer = await this.tools.aws(['autoscaling', 'describe-auto-scaling-instances', '--instance-ids', instance]) as
      { AutoScalingInstances: { AutoScalingGroupName: string }[] };
    const group = answer.AutoScalingInstances[0]?.AutoScalingGroupName;
    if (!group) {
      throw new Error(`${instance} is in no Auto Scaling group`);
    }
    return group;
  }

  private async measure(): Promise<void> {
    if (!this.plan) {
      return;
    }
    const { aws, health } = this.tools;
    const dimensions = [{ Name: EC2_METRICS.dimension, Value: this.plan.name }];
    const metric = async (name: string, path: string): Promise<object> =>
      ({ MetricName: name, Dimensions: dimensions, Unit: 'Count', Value: await health(path) === 200 ? 1 : 0 });
    await aws(['cloudwatch', 'put-metric-data', '--namespace', EC2_METRICS.namespace, '--metric-data',
      JSON.stringify([await metric(EC2_METRICS.ready, '/ready'), await metric(EC2_METRICS.primary, '/primary')])]);
  }
}
