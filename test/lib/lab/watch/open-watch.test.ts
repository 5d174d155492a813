import { ClusterWatch } from '../../../../lib/lab/watch/cluster-watch';
import { openWatch } from '../../../../lib/lab/watch/open-watch';
import { ReplicationWatch } from '../../../../lib/lab/watch/replication-watch';
import { SentinelWatch } from '../../../../lib/lab/watch/sentinel-watch';
import { Topology } from '../../../../lib/model';
import { plan } from '../../../../lib/plan';
import { demoSpec } from '../../plan/specs';

test.each([
  ['Sentinels', Topology.sentinel(), SentinelWatch],
  ['a Cluster', Topology.cluster(), ClusterWatch],
  ['replication', Topology.replication(), ReplicationWatch],
])('%s: who has the say there is asked', (_, topology, kind) => {
  const deployment = plan(demoSpec({ topology, objectives: { rpoSeconds: 5, rtoSeconds: 60 } }));
  const addresses = Object.fromEntries(deployment.nodes.map(({ name }) => [name, '127.0.0.1']));
  const watch = openWatch({
    plan: deployment, bindings: { schemaVersion: 1, deployment: 'demo', addresses }, nodes: [], secrets: { agent: '' }, outsideDir: '',
  });
  expect(watch).toBeInstanceOf(kind);
  watch.close();
});
