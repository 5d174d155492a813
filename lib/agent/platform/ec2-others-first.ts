import type { NodeConfig } from '../../config';
import { ec2Of } from '../install';
import type { AwsCli } from './aws-cli';
import type { CaretakerTools } from './ec2-caretaker';

/** Not ready for so long is broken. A replica whose primary changes is not ready for a moment. */
const BROKEN_AFTER_MS = 300_000;

/**
 * Longest wait for others. The hooks of all that wait end at about the same time, 200 minutes after they were asked
 * (lib/aws/node-group.ts), lock or no lock; what is left of that is for going one after the other.
 */
const LONGEST_WAIT_MS = 7_200_000;

/**
 * Keeps a node from being replaced while another one is away, so that an image on which no node gets ready takes one node and
 * not, whenever the lock of its successor expires, the next. Where CloudFormation replaces nodes it is CloudFormation that stops:
 * it knows what it is repairing, and waits for each node no longer than its timeout.
 */
export class OthersFirst {
  private askedAt?: number;
  private unreadySince?: number;

  /**
   * Asked in every round of a node that is to go.
   *
   * @param group Auto Scaling group of this instance
   * @returns the nodes that it stays for; none when it may go as soon as it has the lock: because all others are ready, because
   * it is broken itself, because its group wants no instance in its place, or because it has waited for long enough
   */
  public async awaited(tools: CaretakerTools, config: NodeConfig, group: string): Promise<string[]> {
    if (ec2Of(config).stackName !== undefined) {
      return [];
    }
    const now = tools.now();
    this.askedAt ??= now;
    const ready = await tools.health('/ready') === 200;
    this.unreadySince = ready ? undefined : this.unreadySince ?? now;
    const unready = await tools.unreadyOthers();
    const broken = this.unreadySince !== undefined && now - this.unreadySince >= BROKEN_AFTER_MS;
    const goes = unready.length === 0 || broken || now - this.askedAt >= LONGEST_WAIT_MS || !await isReplaced(tools, group);
    return goes ? [] : unready;
  }
}

/** False when the group is being deleted or was set to none: then no image is on its way, and nobody comes back. */
async function isReplaced({ aws, log }: CaretakerTools, group: string): Promise<boolean> {
  try {
    return await wanted(aws, group) !== 0;
  } catch (failure) {
    const why = failure instanceof Error ? failure.message : String(failure);
    log(`lifecycle: whether ${group} wants another instance is not known: ${why}`);
    return true;
  }
}

async function wanted(aws: AwsCli, group: string): Promise<number | undefined> {
  const answer = await aws(['autoscaling', 'describe-auto-scaling-groups', '--auto-scaling-group-names', group]) as
    { AutoScalingGroups: { DesiredCapacity: number }[] };
  return answer.AutoScalingGroups[0]?.DesiredCapacity;
}
