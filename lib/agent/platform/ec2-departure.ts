import { EC2_PATHS, UNITS, type NodeConfig } from '../../config';
import { ec2Of } from '../install';
import type { AwsCli } from './aws-cli';
import type { CaretakerTools } from './ec2-caretaker';

/** In the order to stop them: the agent hands over while Redis still serves. */
const STOP_ORDER = [UNITS.agent, UNITS.sentinelPath, UNITS.sentinel, UNITS.redis];

/**
 * Lets the instance go when its group asks for that: stops everything and completes the
 * terminate hook, but only under the deployment-wide lock, which its successor gives back.
 *
 * @param lockSeconds how long the replacement may hold the lock
 * @returns whether the instance has been let go
 */
export async function leaveWhenAsked(tools: CaretakerTools, config: NodeConfig, lockSeconds: number): Promise<boolean> {
  const { aws, metadata, platform, system, log } = tools;
  if (await metadata.get('autoscaling/target-lifecycle-state') !== 'Terminated') {
    return false;
  }
  const instance = await metadata.get('instance-id') ?? 'unknown';
  const { lifecycleHook } = ec2Of(config);
  const group = await groupOf(aws, instance);
  const action = (call: string, ...more: string[]): Promise<unknown> => aws(['autoscaling', call,
    '--auto-scaling-group-name', group, '--lifecycle-hook-name', lifecycleHook ?? '', '--instance-id', instance, ...more]);
  if (!await platform.acquireLock(config.node, lockSeconds)) {
    log('asked to go; waiting for the replacement lock');
    await action('record-lifecycle-action-heartbeat');
    return false;
  }
  log('going: handing over and stopping');
  for (const unit of STOP_ORDER) {
    if (await system.read(`${EC2_PATHS.units}/${unit}`) !== undefined) {
      await system.run('systemctl', ['stop', unit]);
    }
  }
  await action('complete-lifecycle-action', '--lifecycle-action-result', 'CONTINUE');
  return true;
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
