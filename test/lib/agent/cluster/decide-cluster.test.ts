import { decideCluster } from '../../../../lib/agent/cluster/decide-cluster';
import { formingMemory } from '../../../../lib/agent/memory';
import { FENCE } from '../../../../lib/config';
import { DEPLOYMENT, memory, primary } from '../situations';
import { facts, inCluster } from './cluster-situations';

test('a healthy primary serves, a healthy replica is open in advance', () => {
  expect(decideCluster(inCluster('shard-1-1'))).toMatchObject({ phase: 'serving', writable: true, eligible: false, copyable: true, cluster: [] });
  expect(decideCluster(inCluster('shard-1-2'))).toMatchObject({ phase: 'serving', writable: true, eligible: true, copyable: true, cluster: [] });
});

test('a volume of another deployment is refused', () => {
  expect(decideCluster(inCluster('shard-1-1', { memory: memory({ deploymentId: 'other', clusterId: 'id-1-1' }) }))).toMatchObject({
    phase: 'refusing', writable: false,
  });
});

test('while Redis loads nothing is decided', () => {
  expect(decideCluster(inCluster('shard-1-1', { cluster: undefined, redis: primary({ loading: true, minReplicas: FENCE }) })))
    .toEqual({ phase: 'waiting', reason: 'loading its data set' });
});

test('R11: under another id than its memory it is a stranger, whatever it remembers', () => {
  const came = facts('shard-1-1', { 'shard-1-1': { id: 'new', flags: ['myself', 'master'], slots: [], configEpoch: 0 } }, { myId: 'new' });
  const desired = decideCluster(inCluster('shard-1-1', { cluster: came, redis: primary({ keys: 0, minReplicas: FENCE }), view: inCluster('shard-1-1').view }));
  expect(desired).toMatchObject({ phase: 'waiting', writable: false, copyable: false });
});

test('R4: before anything was formed the bootstrap node begins and the others wait for it', () => {
  const nothing = { memory: undefined, marker: undefined, peers: {} };
  expect(decideCluster(inCluster('shard-1-1', nothing)).remember).toEqual(formingMemory('fresh'));
  expect(decideCluster(inCluster('shard-2-1', nothing))).toEqual({ phase: 'forming', reason: 'waiting for shard-1-1 to begin' });
});

test('R4: once the marker stands, who owns slots goes on with them', () => {
  const desired = decideCluster(inCluster('shard-2-1', { memory: formingMemory(DEPLOYMENT) }));
  expect(desired).toMatchObject({ phase: 'serving', reason: 'formed', remember: { state: 'initialised', role: 'primary', clusterId: 'id-2-1', epoch: 2 } });
});

test('R2: nothing happens while the marker cannot be read', () => {
  expect(decideCluster(inCluster('shard-2-1', { memory: undefined, marker: 'unknown' }))).toEqual({
    phase: 'waiting', reason: 'the marker outside the volumes cannot be read',
  });
});
