import { DynamoDb } from './dynamodb';
import { allowed, type Statement } from './policy';

// What the story stands on: a stand-in that says yes to everything would prove nothing.

const lock = (holder: string, now: number): object => ({
  TableName: 'table',
  Item: { pk: { S: 'lock' }, holder: { S: holder }, expiresAt: { N: String(now + 10) } },
  ConditionExpression: 'attribute_not_exists(pk) OR expiresAt < :now OR holder = :me',
  ExpressionAttributeValues: { ':now': { N: String(now) }, ':me': { S: holder } },
});

test('a lock is taken once, renewed by its holder, and free when it has expired', () => {
  const table = new DynamoDb();
  table.create('table', ['pk']);
  const take = (holder: string, now: number): unknown => table.call('PutItem', lock(holder, now) as never);
  expect(take('a', 100)).toEqual({});
  expect(() => take('b', 101)).toThrow('The conditional request failed');
  expect(take('a', 105)).toEqual({});
  expect(() => take('b', 115)).toThrow('The conditional request failed');
  expect(take('b', 116)).toEqual({});
  expect(table.dump()).toMatchObject([{ holder: { S: 'b' } }]);
});

test('an item is deleted only where its condition holds', () => {
  const table = new DynamoDb();
  table.create('table', ['pk']);
  table.call('PutItem', lock('a', 100) as never);
  const remove = (holder: string): unknown => table.call('DeleteItem', {
    TableName: 'table', Key: { pk: { S: 'lock' } }, ConditionExpression: 'holder = :me', ExpressionAttributeValues: { ':me': { S: holder } },
  });
  expect(() => remove('b')).toThrow('The conditional request failed');
  remove('a');
  expect(table.call('GetItem', { TableName: 'table', Key: { pk: { S: 'lock' } } })).toEqual({});
});

test('an expression the stand-in does not know is an error, not a yes', () => {
  const table = new DynamoDb();
  table.create('table', ['pk']);
  expect(() => table.call('PutItem', { TableName: 'table', Item: { pk: { S: 'x' } }, ConditionExpression: 'size(pk) > :n' })).toThrow();
});

describe('rights', () => {
  const statements: Statement[] = [
    { Effect: 'Allow', Action: ['ec2:AttachVolume'], Resource: 'arn:aws:ec2:r:1:volume/vol-1' },
    { Effect: 'Allow', Action: 'ec2:AttachVolume', Resource: 'arn:aws:ec2:r:1:instance/*',
      Condition: { StringEquals: { 'aws:ResourceTag/redis-ha:deployment': 'mine' } } },
    { Effect: 'Allow', Action: 'ssm:Get*', Resource: '*' },
    { Effect: 'Deny', Action: 'ssm:GetParameter', Resource: '*secret*' },
  ];

  test.each([
    ['ec2:AttachVolume', { arn: 'arn:aws:ec2:r:1:volume/vol-1' }, true],
    ['ec2:AttachVolume', { arn: 'arn:aws:ec2:r:1:volume/vol-2' }, false],
    ['ec2:DetachVolume', { arn: 'arn:aws:ec2:r:1:volume/vol-1' }, false],
    ['ec2:AttachVolume', { arn: 'arn:aws:ec2:r:1:instance/i-1', tags: { 'redis-ha:deployment': 'mine' } }, true],
    ['ec2:AttachVolume', { arn: 'arn:aws:ec2:r:1:instance/i-1', tags: { 'redis-ha:deployment': 'other' } }, false],
    ['ec2:AttachVolume', { arn: 'arn:aws:ec2:r:1:instance/i-1' }, false],
    ['ssm:GetParameter', { arn: 'arn:aws:ssm:r:1:parameter/pointer' }, true],
    ['ssm:GetParameter', { arn: 'arn:aws:ssm:r:1:parameter/secret' }, false],
  ])('%s on %j: %s', (action, target, expected) => {
    expect(allowed(statements, action, target)).toBe(expected);
  });
});
