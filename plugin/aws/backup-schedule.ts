import * as pulumi from '@pulumi/pulumi';
import { BackupSchedule, BackupSource, type ExistingRedis } from 'redis-ha-constructs/pulumi/aws';
import { converted } from '../shared/inputs';
import { given } from '../shared/outputs';
import { scheduleArgs, type AwsBackupRuns } from './backups';

export interface AwsBackupScheduleArgs extends AwsBackupRuns {
  /** A Redis that runs already. A deployment made here is given its schedules itself, as `backups`. */
  source: ExistingRedis;
  /** The network the servers are in, or one they can be reached from. */
  vpcId: pulumi.Input<string>;
  /** Subnets of the function, which need a way to S3 and Secrets Manager. */
  subnetIds: pulumi.Input<pulumi.Input<string>[]>;
}

/** Backups, on a schedule, of a Redis that runs already on AWS. */
export class AwsBackupSchedule extends pulumi.ComponentResource {
  /** Name of the folder in the bucket. */
  public readonly deploymentName!: pulumi.Output<string>;
  public readonly functionName!: pulumi.Output<string>;
  /** Security group of the function; the servers let it in. */
  public readonly securityGroupId!: pulumi.Output<string>;
  /** What Scheduler could not hand over, and runs that failed. */
  public readonly deadLetterQueueUrl!: pulumi.Output<string>;
  public readonly logGroupName!: pulumi.Output<string>;

  constructor(name: string, args: AwsBackupScheduleArgs, opts?: pulumi.ComponentResourceOptions) {
    super('redis-ha:index:AwsBackupSchedule', name, args, opts);
    const made = converted(name, () => {
      const { source, vpcId, subnetIds, ...runs } = args;
      return new BackupSchedule(name, {
        ...scheduleArgs(runs, this), source: BackupSource.existing(source), vpcId, subnetIds,
      }, { parent: this });
    });
    this.registerOutputs(given<AwsBackupSchedule>(this, {
      deploymentName: pulumi.output(made.deploymentName),
      functionName: made.handler.name,
      securityGroupId: made.securityGroup.id,
      deadLetterQueueUrl: made.deadLetterQueue.url,
      logGroupName: made.logGroup.name,
    }));
  }
}
