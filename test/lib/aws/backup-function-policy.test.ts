import { failedRunStatements, functionStatements, keptFromCode, secretStatements, VPC_ACTIONS } from '../../../lib/aws';

test('Lambda may make interfaces, the code may not', () => {
  const [, interfaces] = functionStatements('arn:log:*');
  expect(interfaces).toMatchObject({ sid: 'Interfaces', actions: VPC_ACTIONS, resources: ['*'] });
  expect(keptFromCode('arn:f')).toMatchObject({
    effect: 'Deny', actions: VPC_ACTIONS, resources: ['*'], conditions: { ArnEquals: { 'lambda:SourceFunctionArn': 'arn:f' } },
  });
});

test('one log, one secret, one queue', () => {
  expect(functionStatements('arn:log:*')[0]).toMatchObject({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: ['arn:log:*'] });
  expect(secretStatements('arn:s')[0]!.resources).toEqual(['arn:s']);
  expect(failedRunStatements('arn:q')[0]).toMatchObject({ actions: expect.arrayContaining(['sqs:SendMessage']), resources: ['arn:q'] });
});
