import { ClusterAuthority } from '../../../../lib/agent/cluster/cluster-authority';
import { memory } from '../situations';
import { facts, peersOf, PLACES } from './cluster-situations';

const authority = () => new ClusterAuthority('shard-1-1', PLACES, () => peersOf('shard-1-1'), () => memory({ clusterId: 'id-1-1' }));

test('what was heard long ago says nothing: then only the peers do', () => {
  const fresh = authority();
  fresh.hear(facts('shard-1-1'), 1000);
  expect(fresh.view(1500)).toMatchObject({ configured: 3, majority: { node: 'shard-1-1', epoch: 1 } });
  expect(fresh.view(2500)).toMatchObject({ reachable: 0, majority: { node: 'shard-1-1', epoch: 1 } });
});

test('an id that lost its address keeps the node it was', () => {
  const fresh = authority();
  fresh.hear(facts('shard-1-1'), 1000);
  const heard = fresh.hear(facts('shard-1-1', { 'shard-3-2': { node: undefined, host: '', flags: ['slave', 'noaddr'] } }), 1100);
  expect(heard?.members.find(({ id }) => id === 'id-3-2')).toMatchObject({ node: undefined, was: 'shard-3-2' });
});
