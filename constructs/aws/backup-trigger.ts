import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { BACKUP_RETRY, triggerStatements } from '../../lib/aws';
import { grantStatements } from './statements';

export interface BackupTriggerProps {
  readonly deployment: string;
  readonly schedule: scheduler.ScheduleExpression;
  /** Whole minutes; 0 for none. */
  readonly windowMinutes: number;
  readonly handler: lambda.Function;
  readonly deadLetters: sqs.IQueue;
}

/** The schedule, in a group of its own: the role it uses can then name who may use it. */
export class BackupTrigger extends Construct {
  public readonly group: scheduler.ScheduleGroup;
  public readonly schedule: scheduler.Schedule;

  constructor(scope: Construct, id: string, props: BackupTriggerProps) {
    super(scope, id);
    this.group = new scheduler.ScheduleGroup(this, 'Group', { removalPolicy: RemovalPolicy.DESTROY });
    const role = new iam.Role(this, 'Role', {
      // Scheduler works for every account; without this it could be made to use this role for another one's schedule.
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account, 'aws:SourceArn': this.group.scheduleGroupArn },
        },
      }),
      description: `Runs backups of the Redis deployment ${props.deployment}`,
    });
    const policy = grantStatements(this, 'Policy', [role], triggerStatements(props.handler.functionArn, props.deadLetters.queueArn));
    this.schedule = new scheduler.Schedule(this, 'Schedule', {
      description: `Backups of the Redis deployment ${props.deployment}`,
      scheduleGroup: this.group,
      schedule: props.schedule,
      timeWindow: props.windowMinutes === 0
        ? scheduler.TimeWindow.off() : scheduler.TimeWindow.flexible(Duration.minutes(props.windowMinutes)),
      target: new LambdaInvoke(props.handler, {
        // The target would also grant every version of the function.
        role: role.withoutPolicyUpdates(),
        deadLetterQueue: props.deadLetters,
        maxEventAge: Duration.seconds(BACKUP_RETRY.mostEventAgeSeconds),
        retryAttempts: BACKUP_RETRY.attempts,
      }),
    });
    this.schedule.node.addDependency(policy);
  }
}
