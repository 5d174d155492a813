import { Topology, type DeploymentSpec } from '../../../lib/model';
import { review } from '../../../lib/plan';
import { demoSpec, withOverrides } from './specs';

function found(spec: DeploymentSpec): string[] {
  return review(spec).findings.map((finding) => `${finding.severity} ${finding.id} ${finding.field}`);
}

test('a sound spec has nothing to report', () => {
  expect(found(demoSpec())).toEqual([]);
});

test.each<[string, DeploymentSpec, string[]]>([
  ['one domain', demoSpec({ failureDomains: 1 }), ['error one-failure-domain failureDomains']],
  ['two domains', demoSpec({ failureDomains: 2 }), ['warning domain-holds-majority failureDomains']],
  ['an RTO below what failover takes', demoSpec({ objectives: { rpoSeconds: 5, rtoSeconds: 2 } }), ['error rto-too-tight objectives.rto']],
  ['an RPO below what replication gives', demoSpec({ objectives: { rpoSeconds: 1, rtoSeconds: 5 } }), ['error rpo-too-tight objectives.rpo']],
  ['an override that breaks the RTO', withOverrides({ downAfterSeconds: 10 }), ['error override-breaks-rto overrides.downAfterSeconds']],
  ['an override that breaks the RPO', withOverrides({ fenceAfterSeconds: 9 }), ['error override-breaks-rpo overrides.fenceAfterSeconds']],
  ['a pause longer than detection', withOverrides({ handoverPauseSeconds: 1 }), ['error timing-handoverPauseSeconds overrides.handoverPauseSeconds']],
  ['a restart before detection', withOverrides({ restartDelaySeconds: 0.1 }), ['error timing-downAfterSeconds overrides.restartDelaySeconds']],
  ['a stop shorter than a handover', withOverrides({ stopTimeoutSeconds: 9 }),
    ['error timing-stop overrides.stopTimeoutSeconds']],
  ['one replica', demoSpec({ topology: Topology.sentinel({ replicas: 1 }) }), ['warning one-replica topology.replicas']],
  ['more acknowledgements than replicas', withOverrides({ minReplicasToWrite: 3 }), ['error min-replicas overrides.minReplicasToWrite']],
  ['every replica must acknowledge', withOverrides({ minReplicasToWrite: 2 }), ['warning min-replicas-all overrides.minReplicasToWrite']],
  ['more data than memory allows', withOverrides({ maxMemoryBytes: 2 ** 31 }), ['error maxmemory overrides.maxMemoryBytes']],
  ['eviction', withOverrides({ maxMemoryPolicy: 'allkeys-lru' }), ['warning eviction overrides.maxMemoryPolicy']],
  ['a quorum that a domain can take', demoSpec({ topology: Topology.sentinel({ replicas: 4, sentinels: 5, quorum: 4 }) }),
    ['warning domain-holds-quorum topology.quorum', 'warning domain-holds-quorum topology.quorum']],
  ['a quorum and the only replica in one domain', demoSpec({ topology: Topology.sentinel({ replicas: 1, sentinels: 5, quorum: 4 }) }),
    ['error domain-takes-everything topology', 'warning domain-holds-quorum topology.quorum', 'warning one-replica topology.replicas']],
  // Cluster.
  ['a sound Cluster', demoSpec({ topology: Topology.cluster() }), []],
  ['a Cluster over two domains', demoSpec({ topology: Topology.cluster(), failureDomains: 2 }),
    ['warning domain-holds-primaries failureDomains']],
  ['four shards over three domains', demoSpec({ topology: Topology.cluster({ shards: 4 }) }),
    ['warning domain-holds-primaries topology.shards']],
  ['four shards over four domains', demoSpec({ topology: Topology.cluster({ shards: 4 }), failureDomains: 4 }), []],
  ['a Cluster in one domain', demoSpec({ topology: Topology.cluster(), failureDomains: 1 }), ['error one-failure-domain failureDomains']],
  ['more copies than domains', demoSpec({ topology: Topology.cluster({ replicas: 3 }) }), ['error copies-share-domain topology.replicas']],
  ['a node moved to its shard\'s other copy', demoSpec({ topology: Topology.cluster(), moved: { 'shard-1-1': 'zone-2' } }),
    ['warning copies-share-domain moved', 'warning domain-holds-primaries moved']],
  ['a Cluster without replicas', demoSpec({ topology: Topology.cluster({ replicas: 0 }), objectives: { rpoSeconds: 5, rtoSeconds: 60 } }),
    ['warning no-replicas topology.replicas']],
  ['a Cluster without replicas and time', demoSpec({ topology: Topology.cluster({ replicas: 0 }) }),
    ['error rto-needs-failover objectives.rto', 'warning no-replicas topology.replicas']],
  ['a Cluster tighter than its votes', demoSpec({ topology: Topology.cluster(), objectives: { rpoSeconds: 5, rtoSeconds: 3 } }),
    ['error rto-too-tight objectives.rto']],
  ['a node timeout that breaks the RTO', withOverrides({ nodeTimeoutSeconds: 5 }, { topology: Topology.cluster() }),
    ['error override-breaks-rto overrides.nodeTimeoutSeconds']],
  ['a restart before the Cluster notices', withOverrides({ restartDelaySeconds: 1 }, { topology: Topology.cluster() }),
    ['warning restart-hides-death overrides.restartDelaySeconds']],
  ['a Cluster whose only replicas must be linked', withOverrides({ minReplicasToWrite: 1 }, { topology: Topology.cluster() }),
    ['warning min-replicas-all overrides.minReplicasToWrite']],
  // Replication.
  ['replication', demoSpec({ topology: Topology.replication(), objectives: { rpoSeconds: 5, rtoSeconds: 60 } }),
    ['warning no-automatic-failover topology']],
  ['replication that needs a failover', demoSpec({ topology: Topology.replication() }),
    ['error rto-needs-failover objectives.rto', 'warning no-automatic-failover topology']],
  ['replicas of replicas', demoSpec({ topology: Topology.replication({ replicas: 3, cascaded: 2 }), objectives: { rpoSeconds: 5, rtoSeconds: 60 } }),
    ['warning no-automatic-failover topology', 'warning cascaded topology.cascaded']],
  ['more acknowledgements than direct replicas', withOverrides({ minReplicasToWrite: 2 }, {
    topology: Topology.replication({ replicas: 3, cascaded: 2 }), objectives: { rpoSeconds: 60, rtoSeconds: 60 } }),
  ['error min-replicas overrides.minReplicasToWrite', 'warning no-automatic-failover topology', 'warning cascaded topology.cascaded']],
  ['a stop shorter than a handover of replication', withOverrides({ stopTimeoutSeconds: 20 }, {
    topology: Topology.replication(), objectives: { rpoSeconds: 5, rtoSeconds: 60 } }),
  ['error timing-stop overrides.stopTimeoutSeconds', 'warning no-automatic-failover topology']],
])('%s', (_, spec, expected) => {
  expect(found(spec)).toEqual(expected);
});

test('findings say what would be enough', () => {
  const [finding] = review(demoSpec({ objectives: { rpoSeconds: 5, rtoSeconds: 2 } })).findings;
  expect(finding!.fix).toBe('declare at least 4.3 s');
  expect(() => review(demoSpec({ objectives: { rpoSeconds: 5, rtoSeconds: 4.3 } }))).not.toThrow();
  expect(found(demoSpec({ objectives: { rpoSeconds: 5, rtoSeconds: 4.3 } }))).toEqual([]);
});
