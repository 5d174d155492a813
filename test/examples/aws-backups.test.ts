import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { BackupsStack } from '../../examples/aws-backups/backups-stack';

const stack = new BackupsStack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Example');
const template = Template.fromStack(stack);

test('a backup every hour of the deployment, by its user for backups', () => {
  template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(1 hour)' });
  const [told] = Object.values(template.findResources('AWS::Lambda::Function'))
    .map(({ Properties }) => JSON.stringify(Properties.Environment?.Variables?.REDIS_HA_BACKUP ?? '')).filter((text) => text.length > 2);
  expect(told).toMatch(/\\"deployment\\":\\"cache\\"/);
  expect(told).toMatch(/\\"username\\":\\"backup\\"/);
  expect(told).toMatch(/\\"tls\\":true/);
});

test('locked for two weeks, colder after a month, never deleted by age', () => {
  template.hasResourceProperties('AWS::S3::Bucket', {
    ObjectLockConfiguration: { Rule: { DefaultRetention: { Days: 14, Mode: 'GOVERNANCE' } } },
    LifecycleConfiguration: { Rules: Match.arrayWith([Match.objectLike({ Transitions: [{ StorageClass: 'GLACIER_IR', TransitionInDays: 30 }] })]) },
  });
});

test('every alarm reaches somebody', () => {
  const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
  expect(alarms).toHaveLength(5);
  expect(alarms.every(({ Properties }) => Properties.AlarmActions.length === 1)).toBe(true);
});

test('what a person needs is an output', () => {
  expect(Object.keys(template.findOutputs('*'))).toEqual(['Store', 'Deployment', 'Alarms']);
});

test('cdk-nag has nothing to say about backups', () => {
  const found = new AwsSolutionsChecks().validateScope(stack).violations
    .filter(({ violatingResources }) => !JSON.stringify(violatingResources).includes('Example/Vpc'));
  expect(found.map(({ ruleName }) => ruleName)).toEqual([]);
});
