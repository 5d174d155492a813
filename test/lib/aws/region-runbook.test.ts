import { requireSsmAgent, runbookStartCommand, runbookStatements, runbookTarget } from '../../../lib/aws';
import { runbookPermissions } from '../../../lib/runbook';

const PLACE = {
  partition: 'aws', region: 'eu-west-1', account: '123456789012', deploymentTag: 'app-prod-cache', hostedZoneId: 'Z1',
  activeName: 'active.cache.redis-ha.internal',
};
const part = { prop: 'env.region', path: 'Runbook', move: 'put it into a stack in' };
const regions = { deployment: 'cache', home: 'eu-central-1', replica: 'eu-west-1' };

test('each right is about this deployment, and what reads about everything reads only', () => {
  const statements = runbookStatements(runbookPermissions(), PLACE);
  expect(statements.map(({ sid, actions }) => [sid, actions])).toEqual([
    ['FindNode', ['ssm:DescribeInstanceInformation']],
    ['RunSteps', ['ssm:SendCommand']],
    ['RunStepsOn', ['ssm:SendCommand']],
    ['RunStepsLook', ['ssm:ListCommands', 'ssm:ListCommandInvocations']],
    ['StartNodes', ['autoscaling:SetDesiredCapacity']],
    ['LeadClients', ['route53:ChangeResourceRecordSets']],
  ]);
  const everything = statements.filter(({ resources }) => resources.includes('*')).flatMap(({ actions }) => actions);
  expect(everything.filter((action) => !/:(Describe|List)/.test(action))).toEqual([]);
  expect(statements.filter(({ resources, wildcardReason }) => resources.join().includes('*') !== (wildcardReason !== undefined))).toEqual([]);
  expect(statements.flatMap(({ conditions }) => (conditions ? [JSON.stringify(conditions)] : []))).toEqual([
    '{"StringEquals":{"ssm:resourceTag/redis-ha:deployment":"app-prod-cache"}}',
    '{"StringEquals":{"aws:ResourceTag/redis-ha:deployment":"app-prod-cache"}}',
    '{"ForAllValues:StringEquals":{"route53:ChangeResourceRecordSetsNormalizedRecordNames":["active.cache.redis-ha.internal"]}}',
  ]);
});

test('a call that nobody has thought of is no right to everything', () => {
  expect(() => runbookStatements([{ sid: 'Invented', actions: ['s3:DeleteBucket'] }], PLACE)).toThrow(/asks for Invented/);
});

test('a runbook promotes the region it is in', () => {
  expect(runbookTarget(part, 'eu-west-1', regions)).toBe('region-2');
  expect(runbookTarget(part, 'eu-central-1', regions)).toBe('region-1');
  expect(() => runbookTarget(part, 'us-east-1', regions))
    .toThrow(/^env\.region: Runbook is in us-east-1, where cache has no nodes; put it into a stack in eu-west-1, or for the way back in/);
});

test('nodes without the SSM agent are refused, whatever brings it is not', () => {
  expect(() => requireSsmAgent('none')).toThrow(/^ssmAgent: nodes without the SSM agent run no step/);
  expect(() => requireSsmAgent('preinstalled')).not.toThrow();
});

test('what is shown to people changes nothing', () => {
  expect(runbookStartCommand('eu-west-1', 'promotion', 'arn:role')).toBe('aws ssm start-automation-execution --region eu-west-1 '
    + '--document-name promotion --parameters AutomationAssumeRole=arn:role,DryRun=true');
});
