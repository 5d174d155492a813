import { diagnose } from '../../../lib/doctor';
import { replicationLoss } from '../../../lib/doctor/replication-losses';
import { Topology } from '../../../lib/model';
import { healthy, planOf, withNode } from './observed';

const plan = planOf(Topology.replication());
const well = healthy(plan);

test('the data of the primary is on its replica, and a command brings service back', () => {
  expect(replicationLoss(plan, well, ['node-1'])).toEqual({ reasons: [], outcome: 'writes stop until it returns or `redis-ha failover` names node-2' });
  expect(replicationLoss(plan, well, ['node-2'])).toEqual({ reasons: [], outcome: 'node-1 keeps serving' });
  expect(diagnose(plan, well)).toMatchObject({ safe: true, primary: 'node-1', problems: [] });
});

test('a replica that copies is no copy', () => {
  const copying = withNode(well, 'node-2', { syncing: true, linkUp: false });
  expect(replicationLoss(plan, copying, ['node-1']).reasons).toEqual(['no replica in sync would be left']);
  expect(diagnose(plan, copying).safe).toBe(false);
});

test('with two replicas the new primary needs the other one', () => {
  const three = planOf(Topology.replication({ replicas: 2 }));
  const lame = withNode(healthy(three), 'node-3', { linkUp: false });
  expect(replicationLoss(three, lame, ['node-1']).reasons[0]).toContain('would have 0 replicas and refuse writes');
  expect(replicationLoss(three, lame, ['node-2']).reasons[0]).toContain('0 replicas in bounds');
});
