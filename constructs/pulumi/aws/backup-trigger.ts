import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { BACKUP_RETRY, triggerStatements, trustPolicy } from '../../../lib/aws';
import { childName } from '../shared';
import { policyJson } from './policy-json';

export interface BackupTriggerArgs {
  readonly deployment: string;
  readonly expression: string;
  /** Whole minutes; 0 for none. */
  readonly windowMinutes: number;
  readonly handler: aws.lambda.Function;
  readonly deadLetters: aws.sqs.Queue;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** The schedule, in a group of its own: the role it uses can then name who may use it. */
export function backupTrigger(name: string, args: BackupTriggerArgs, parent: pulumi.Resource): aws.scheduler.Schedule {
  const group = new aws.scheduler.ScheduleGroup(childName(name, 'TriggerGroup'), { tags: args.tags }, { parent });
  const role = new aws.iam.Role(childName(name, 'TriggerRole'), {
    // Scheduler works for every account; without this it could be made to use this role for another one's schedule.
    assumeRolePolicy: pulumi.all([aws.getCallerIdentityOutput({}, { parent }).accountId, group.arn]).apply(([account, arn]) =>
      JSON.stringify(trustPolicy('scheduler.amazonaws.com', { StringEquals: { 'aws:SourceAccount': account, 'aws:SourceArn': arn } }))),
    description: `Runs backups of the Redis deployment ${args.deployment}`,
    tags: args.tags,
  }, { parent });
  const policy = new aws.iam.RolePolicy(childName(name, 'TriggerPolicy'), {
    role: role.name,
    policy: policyJson({ handler: args.handler.arn, queue: args.deadLetters.arn },
      ({ handler, queue }) => triggerStatements(handler, queue)),
  }, { parent });
  return new aws.scheduler.Schedule(childName(name, 'Trigger'), {
    description: `Backups of the Redis deployment ${args.deployment}`,
    groupName: group.name,
    scheduleExpression: args.expression,
    scheduleExpressionTimezone: 'Etc/UTC',
    state: 'ENABLED',
    flexibleTimeWindow: args.windowMinutes === 0
      ? { mode: 'OFF' } : { mode: 'FLEXIBLE', maximumWindowInMinutes: args.windowMinutes },
    target: {
      arn: args.handler.arn,
      roleArn: role.arn,
      deadLetterConfig: { arn: args.deadLetters.arn },
      retryPolicy: { maximumEventAgeInSeconds: BACKUP_RETRY.mostEventAgeSeconds, maximumRetryAttempts: BACKUP_RETRY.attempts },
    },
  }, { parent, dependsOn: [policy] });
}
