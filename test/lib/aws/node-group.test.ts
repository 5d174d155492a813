import { DEPLOYMENT_TAG, groupSize, namesWith, nodeIdentity, nodeTags, rootVolumeTags, TERMINATE_HOOK } from '../../../lib/aws';
import { NodeRole, plan } from '../../../lib/plan';
import { demoSpec } from '../plan/specs';

const made = plan(demoSpec());
const node = made.nodes[0]!;

test('one instance, or none yet and none wished for where the region sleeps', () => {
  expect(groupSize(node)).toEqual({ least: 1, most: 1, wanted: 1 });
  expect(groupSize({ ...node, dormant: true })).toEqual({ least: 0, most: 1 });
});

test('a node\'s things bear its deployment, a root volume does not', () => {
  expect(nodeTags('cache-1', 'node-2')).toEqual({ 'Name': 'cache-1 node-2', [DEPLOYMENT_TAG]: 'cache-1', 'redis-ha:node': 'node-2' });
  expect(rootVolumeTags('cache-1', 'node-2')).toEqual({ Name: 'cache-1 node-2 root' });
});

test('a moved node is called by its new zone, the others as before', () => {
  expect(nodeIdentity(node, ['node-2'])).toBe('node-1');
  expect(nodeIdentity({ ...node, failureDomain: 'zone-3' }, ['node-1'])).toBe('node-1-in-zone-3');
});

test('a dead caretaker holds a replacement up for minutes, a waiting one for more than three hours', () => {
  const mostHeartbeats = 100; // https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks-overview.html
  expect(TERMINATE_HOOK.heartbeatSeconds).toBeLessThanOrEqual(300);
  expect(TERMINATE_HOOK.heartbeatSeconds * mostHeartbeats).toBeGreaterThanOrEqual(3 * 3600);
});

test('names with a role, in the plan\'s order', () => {
  expect(namesWith(made, NodeRole.DATA)).toEqual(['node-1', 'node-2', 'node-3']);
});
