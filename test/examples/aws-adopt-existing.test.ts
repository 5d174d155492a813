import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { AdoptExistingStack } from '../../examples/aws-adopt-existing/adopt-existing-stack';

const stack = new AdoptExistingStack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Example');
const template = Template.fromStack(stack);

test('of what runs already, only the security group gets a rule', () => {
  const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => Properties);
  expect(rules.map(({ GroupId, FromPort, ToPort }) => [GroupId, FromPort, ToPort])).toEqual([['sg-0123456789abcdef0', 6379, 6379]]);
  expect(Object.keys(template.findResources('AWS::AutoScaling::AutoScalingGroup'))).toEqual([]);
});

test('a backup every six hours, and the alarm about absence', () => {
  template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(6 hours)' });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'BackupVerified', TreatMissingData: 'breaching' });
});

test('cdk-nag has nothing to say', () => {
  expect(new AwsSolutionsChecks().validateScope(stack).violations.map(({ ruleName }) => ruleName)).toEqual([]);
});
