import { nodePolicy, type NodePolicyInput } from '../../../lib/aws';

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
