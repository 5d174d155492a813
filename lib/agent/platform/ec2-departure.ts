import { EC2_PATHS, UNITS, type NodeConfig } from '../../config';
import { ec2Of } from '../install';
import type { System } from '../install-system';
import type { AwsCli } from './aws-cli';
import type { CaretakerTools } from './ec2-caretaker';
import type { OthersFirst } from './ec2-others-first';

/** In the order to stop them: the agent hands over while Redis still serves. */
const STOP_ORDER = [UNITS.agent, UNITS.sentinelPath, UNITS.sentinel, UNITS.redis];

/**
 * Lets the instance go when its group asks for that: stops everything and completes the
 * terminate hook, but only under the deployment-wide lock, which its successor gives back,
 * and not while it is to stay for others.
 *
 * @param lockSeconds how long the replacement may hold the lock
 * @returns whether the instance has been let go
 */
export async function leaveWhenAsked(
  tools: CaretakerTools, config: NodeConfig, lockSeconds: number, othersFirst: OthersFirst,
): Promise<boolean> {
  const { aws, metadata, platform, system, log } = tools;
  if (await metadata.get('autoscaling/target-lifecycle-state') !== 'Terminated') {
    return false;
  }
  const instance = await metadata.get('instance-id') ?? 'unknown';
  const { lifecycleHook } = ec2Of(config);
  const group = await groupOf(aws, instance);
  const action = (call: string, ...more: string[]): Promise<unknown> => aws(['autoscaling', call,
    '--auto-scaling-group-name', group, '--lifecycle-hook-name', lifecycleHook ?? '', '--instance-id', instance, ...more]);
  const stay = async (why: string): Promise<false> => {
    log(`asked to go; waiting for ${why}`);
    await action('record-lifecycle-action-heartbeat');
    return false;
  };
  // Before the lock is taken: whoever is to be repaired needs it.
  const awaited = await othersFirst.awaited(tools, config, group);
  if (awaited.length > 0) {
    return stay(`${awaited.join(', ')} to be ready`);
  }
  if (!await platform.acquireLock(config.node, lockSeconds)) {
    return stay('the replacement lock');
  }
  log('going: handing over and stopping');
  await stopEverything(system);
  await action('complete-lifecycle-action', '--lifecycle-action-result', 'CONTINUE');
  return true;
}

/**
 * Stops everything on an instance whose node lives elsewhere now: two of one name would both answer for it. Under the
 * deployment-wide lock, which the node gives back from its new place once it is ready there.
 *
 * @param addresses where the pointer says that each node is
 * @returns `here` where nothing of the kind is the case, `waiting` for the lock, `gone` when everything has stopped
 */
export async function leaveWhenMoved(
  tools: CaretakerTools, config: NodeConfig, addresses: Record<string, string>, lockSeconds: number,
): Promise<'here' | 'waiting' | 'gone'> {
  const { metadata, platform, system, log } = tools;
  const here = await metadata.get('local-ipv4');
  const there = addresses[config.node];
  if (here === undefined || there === undefined || here === there) {
    return 'here';
  }
  if (!await platform.acquireLock(config.node, lockSeconds)) {
    log(`${config.node} lives at ${there} now; waiting for the replacement lock`);
    return 'waiting';
  }
  log(`${config.node} lives at ${there} now: handing over and stopping for good`);
  await stopEverything(system);
  return 'gone';
}

async function stopEverything(system: System): Promise<void> {
  for (const unit of STOP_ORDER) {
    if (await system.read(`${EC2_PATHS.units}/${unit}`) !== undefined) {
      await system.run('systemctl', ['stop', unit]);
    }
  }
}

async function groupOf(aws: AwsCli, instance: string): Promise<string> {
  const answer = await aws(['autoscaling', 'describe-auto-scaling-instances', '--instance-ids', instance]) as
    { AutoScalingInstances: { AutoScalingGroupName: string }[] };
  const group = answer.AutoScalingInstances[0]?.AutoScalingGroupName;
  if (!group) {
    throw new Error(`${instance} is in no Auto Scaling group`);
  }
  return group;
}
