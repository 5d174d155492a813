import { clusterFacts, readCluster } from '../../../../lib/agent/cluster/read-cluster';
import { FakeLink } from '../fake-link';

const ME = 'a'.repeat(40);
const OTHER = 'b'.repeat(40);
const INFO = 'cluster_enabled:1\r\ncluster_state:ok\r\ncluster_slots_assigned:16384\r\ncluster_current_epoch:7\r\n';
const NODES = `${OTHER} 10.0.0.2:6379@16379 master - 0 0 2 connected 8192-16383 [9->-${ME}]\n`
  + `${ME} 10.0.0.1:6379@16379 myself,master - 0 0 1 connected 0-8191 [5->-${OTHER}] [8192-<-${OTHER}]\n`;
const nodeAt = (host: string, port: number): string | undefined => (host === '10.0.0.2' && port === 6379 ? 'node-2' : undefined);

test('state, epoch and members, with the plan\'s names where it has them', async () => {
  const fake = new FakeLink((command) => (command === 'CLUSTER INFO' ? INFO : NODES));
  const facts = await readCluster(fake.link, nodeAt);
  expect(fake.calls).toEqual(['CLUSTER INFO', 'CLUSTER NODES']);
  expect(facts).toMatchObject({ myId: ME, ok: true, currentEpoch: 7, slotsAssigned: 16384 });
  expect(facts.members.map(({ id, node, configEpoch }) => [id, node, configEpoch])).toEqual([[OTHER, 'node-2', 2], [ME, undefined, 1]]);
});

test('slots under way are told by its own line only', () => {
  const { migrating, importing } = clusterFacts({}, NODES, nodeAt);
  expect([migrating, importing]).toEqual([{ 5: OTHER }, { 8192: OTHER }]);
});

test('a Cluster that fails, or says nothing, is not ok; without a line of its own it is nobody', () => {
  expect(clusterFacts({ cluster_state: 'fail' }, NODES, nodeAt).ok).toBe(false);
  expect(clusterFacts({}, '', nodeAt)).toEqual({
    myId: '', ok: false, currentEpoch: 0, slotsAssigned: 0, members: [], migrating: {}, importing: {},
  });
});

test('a server that does not answer one of both has said nothing', async () => {
  const fake = new FakeLink((command) => {
    if (command === 'CLUSTER NODES') {
      throw new Error('Command timed out');
    }
    return INFO;
  });
  await expect(readCluster(fake.link, nodeAt)).rejects.toThrow('timed out');
});
