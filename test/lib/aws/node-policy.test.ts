import { nodePolicy, seedPolicy, volumeMarkerKey, type NodePolicyInput } from '../../../lib/aws';

const INPUT: NodePolicyInput = {
  partition: 'aws', region: 'r', account: 'a', stackId: 'stack', deploymentTag: 'tag', pointerArn: 'pointer', tableArn: 'table',
  secretArns: ['secret'], objectArns: ['object'], volumeArns: ['volume'], keyArn: 'key', sessionManager: true,
};

test('no * without a written reason, and no reason without a *', () => {
  for (const { sid, resources, wildcardReason } of nodePolicy(INPUT)) {
    expect([sid, wildcardReason !== undefined]).toEqual([sid, resources.some((resource) => resource.includes('*'))]);
  }
});

test('what could be limited by a condition is', () => {
  const unconditional = nodePolicy(INPUT)
    .filter(({ wildcardReason, conditions }) => wildcardReason && !conditions).map(({ sid }) => sid);
  expect(unconditional).toEqual(['FindVolumeAndGroup', 'SessionManager']);
});

describe('the coordination table', () => {
  /** Whether any statement lets a node do this to the item, as IAM evaluates the conditions. */
  function may(action: string, key?: string): boolean {
    return nodePolicy(INPUT).filter(({ actions, resources }) => actions.includes(action) && resources.includes('table')).some(({ conditions }) => {
      const patterns = [conditions?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? '*'].flat();
      const named = conditions?.Null?.['dynamodb:LeadingKeys'] === 'false';
      return key === undefined ? !named : patterns.some((pattern) =>
        (pattern.endsWith('*') ? key.startsWith(pattern.slice(0, -1)) : key === pattern));
    });
  }
  const KEYS = ['marker', 'role', 'replacement-lock', volumeMarkerKey('node-1')];

  test('what boot script, agent and caretaker do is allowed', () => {
    for (const key of KEYS) {
      expect([key, may('dynamodb:GetItem', key), may('dynamodb:PutItem', key)]).toEqual([key, true, true]);
    }
    expect(may('dynamodb:DeleteItem', 'replacement-lock')).toBe(true);
  });

  test('no node can delete the marker, nor that of a volume', () => {
    expect(KEYS.filter((key) => may('dynamodb:DeleteItem', key))).toEqual(['replacement-lock']);
  });

  test('nothing else in the table is theirs, nor a request that names no key', () => {
    for (const action of ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem']) {
      expect([action, may(action, 'marker-2'), may(action, 'volume'), may(action)]).toEqual([action, false, false, false]);
    }
    const actions = nodePolicy(INPUT).filter(({ resources }) => resources.includes('table')).flatMap((statement) => statement.actions);
    expect(actions.sort()).toEqual(['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem']);
  });
});

test('a node that is seeded may read that backup and no other, and use its key for nothing else', () => {
  const statements = seedPolicy({ bucketArn: 'bucket', keyPrefix: 'orders/id/', keyArn: 'key' });
  expect(statements.map(({ actions, resources }) => [actions, resources])).toEqual([
    [['s3:GetObject'], ['bucket/orders/id/*']], [['kms:Decrypt'], ['key']],
  ]);
  expect(statements[1]!.conditions).toEqual({ StringLike: { 'kms:EncryptionContext:aws:s3:arn': ['bucket', 'bucket/orders/id/*'] } });
  expect(seedPolicy({ bucketArn: 'bucket', keyPrefix: 'orders/id/' })).toHaveLength(1);
});

test('certificates: their secret, and a key of their own where they have one', () => {
  const of = (certificates: NodePolicyInput['certificates']): unknown[] => nodePolicy({ ...INPUT, certificates })
    .filter(({ sid }) => sid.includes('Certificates')).map(({ actions, resources }) => [actions, resources]);
  expect(of(undefined)).toEqual([]);
  expect(of({ secretArn: 'tls' })).toEqual([[['secretsmanager:GetSecretValue'], ['tls']]]);
  expect(of({ secretArn: 'tls', keyArn: 'other' })).toEqual([[['secretsmanager:GetSecretValue'], ['tls']], [['kms:Decrypt'], ['other']]]);
});

test('without CloudFormation nobody is signalled, and a node finds out by itself whether it is replaced', () => {
  const sids = (stackId?: string): string[] => nodePolicy({ ...INPUT, stackId }).map(({ sid }) => sid);
  expect(sids('stack').filter((sid) => !sids().includes(sid))).toEqual(['Signal']);
  expect(sids().filter((sid) => !sids('stack').includes(sid))).toEqual(['FindSizeOfGroup']);
});
