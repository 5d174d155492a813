import { becomeOwner } from '../../../../lib/agent/cluster/become-owner';
import { formingMemory } from '../../../../lib/agent/memory';
import { DEPLOYMENT } from '../situations';
import { facts, inCluster } from './cluster-situations';

const first = { memory: formingMemory(DEPLOYMENT), now: 7000 };

test('R4: in a Cluster that is ok the owner remembers itself as primary of its epoch', () => {
  const desired = becomeOwner(inCluster('shard-2-1', first), DEPLOYMENT);
  expect(desired).toMatchObject({ phase: 'serving', copyable: true, eligible: false });
  expect(desired.remember).toMatchObject({
    deploymentId: DEPLOYMENT, state: 'initialised', role: 'primary', epoch: 2, clusterId: 'id-2-1', lastGoodAt: 7000,
  });
});

test('R4: neither before the Cluster is ok nor as somebody\'s replica', () => {
  const notOk = inCluster('shard-2-1', { ...first, cluster: facts('shard-2-1', {}, { ok: false }) });
  const follows = inCluster('shard-2-1', { ...first, cluster: facts('shard-2-1', { 'shard-2-1': { primaryId: 'id-2-2' } }) });
  for (const situation of [notOk, follows]) {
    const desired = becomeOwner(situation, DEPLOYMENT);
    expect(desired).toMatchObject({ phase: 'forming', copyable: true, eligible: false });
    expect(desired.remember).toBeUndefined();
  }
});
