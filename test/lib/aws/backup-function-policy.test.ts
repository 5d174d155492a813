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
  expect(secretStatements(['arn:s'], { keyArns: [], region: 'eu-west-1' }).map(({ resources }) => resources)).toEqual([['arn:s']]);
  expect(failedRunStatements('arn:q')[0]).toMatchObject({ actions: expect.arrayContaining(['sqs:SendMessage']), resources: ['arn:q'] });
});

test('a key of its own is used by way of Secrets Manager only', () => {
  expect(secretStatements(['arn:s'], { keyArns: ['arn:k'], region: 'eu-west-1' })[1]).toMatchObject({
    actions: ['kms:Decrypt'], resources: ['arn:k'], conditions: { StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' } },
  });
});
