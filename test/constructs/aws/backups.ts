import { Size, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { BackupBucket, BackupSchedule, BackupSource, type BackupScheduleProps, type ExistingRedis } from '../../../constructs/aws';
import { aStack, aVpc, type Resource } from './stacks';

/** A schedule and what it came to. */
export interface Made {
  readonly stack: Stack;
  readonly backups: BackupSchedule;
  readonly template: Template;
  readonly one: (type: string, path?: string) => Resource;
  /** Every statement of every policy that role has. */
  readonly statements: (role: string) => any[];
}

export function existing(stack: Stack, redis: Partial<ExistingRedis> = {}): BackupSource {
  return BackupSource.existing({
    deploymentName: 'sessions',
    nodes: [{ host: '10.0.0.1' }, { host: 'redis-2.internal', port: 6380 }],
    securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Servers', 'sg-0123456789abcdef0')],
    secret: secretsmanager.Secret.fromSecretCompleteArn(stack, 'Password', 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:redis-AbCdEf'),
    ...redis,
  });
}

export function scheduled(
  props: Partial<BackupScheduleProps> = {}, source: (stack: Stack) => BackupSource = existing, stack = aStack(),
): Made {
  const vpc = props.vpc ?? aVpc(stack);
  const bucket = props.bucket ?? new BackupBucket(stack, 'Bucket');
  const backups = new BackupSchedule(stack, 'Backups', { source: source(stack), bucket, vpc, dataSetSize: Size.gibibytes(4), ...props });
  const template = Template.fromStack(stack);
  const resources = Object.entries(template.toJSON().Resources as Record<string, any>)
    .map(([logicalId, resource]) => ({ ...resource, logicalId } as Resource));
  const of = (type: string, path = ''): Resource[] =>
    resources.filter(({ Type, Metadata }) => Type === type && Metadata['aws:cdk:path'].includes(path));
  return {
    stack, backups, template,
    one: (type, path) => {
      const found = of(type, path);
      if (found.length !== 1) {
        throw new Error(`${found.length} of ${type} at ${path}`);
      }
      return found[0]!;
    },
    statements: (path) => {
      const role = of('AWS::IAM::Role', path)[0]!.logicalId;
      return of('AWS::IAM::Policy').filter(({ Properties }) => Properties.Roles.some(({ Ref }: any) => Ref === role))
        .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as unknown[]);
    },
  };
}
