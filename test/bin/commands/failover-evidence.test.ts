import { evidenceOf, primaryOf } from '../../../bin/commands/failover-evidence';
import { failoverTable, failoverWarnings } from '../../../bin/commands/failover-text';
import type { PeerState } from '../../../lib/agent/situation';
import { Engine, Topology } from '../../../lib/model';
import { plan } from '../../../lib/plan';
import { linked, memory, peer, primary } from '../../lib/agent/situations';

const base = { name: 'demo', engine: Engine.REDIS_7_0, objectives: { rpoSeconds: 5, rtoSeconds: 30 }, failureDomains: 3 };
const replication = plan({ ...base, topology: Topology.replication({ replicas: 2 }) });
const knows = (node: string, epoch: number, over: Partial<PeerState> = {}): PeerState =>
  peer({ role: { marker: { primary: node, epoch, changedAt: '', by: '' } }, redis: linked('node-1', { linkUp: false }), ...over });

test('replication: the newest role marker anybody knows, whoever calls itself primary', () => {
  const states = { 'node-1': knows('node-1', 3, { redis: primary() }), 'node-2': knows('node-3', 4) };
  expect(primaryOf(replication, states, undefined)).toBe('node-3');
  expect(primaryOf(replication, {}, undefined)).toBeUndefined();
});

test('Sentinel: who leads at the highest epoch; Cluster: of the shard of the wanted node', () => {
  const leads = (epoch: number): PeerState => peer({ redis: primary(), memory: memory({ epoch, role: 'primary' }) });
  expect(primaryOf(plan({ ...base, topology: Topology.sentinel() }), { 'node-1': leads(3), 'node-2': leads(4) }, undefined)).toBe('node-2');
  const cluster = plan({ ...base, topology: Topology.cluster() });
  expect(primaryOf(cluster, { 'shard-1-1': leads(3), 'shard-2-2': leads(3) }, 'shard-2-1')).toBe('shard-2-2');
});

test('a dead primary: what each holds, whom it would be, and what is lost', () => {
  const evidence = evidenceOf(replication, { 'node-2': knows('node-1', 3, { memory: memory({ lastGoodAt: 1000, offset: 77 }) }) }, 'node-1', {});
  expect(evidence.node).toBe('node-2');
  expect(failoverTable(evidence)).toMatch(/node-1 \(primary\) +no answer/);
  expect(failoverTable(evidence)).toMatch(/node-2 +yes +3 +77/);
  const warnings = failoverWarnings(evidence, replication.settings, 3500).join('\n');
  expect(warnings).toContain('node-2 last heard node-1 2.5 s ago');
  expect(warnings).toContain('node-3 did not answer and may hold newer data');
  expect(warnings).toContain(`${replication.settings.fenceAfterSeconds + 2} s later`);
});

test('replication: an emptied store and agents that started since: the data itself says who was primary', () => {
  const leads = peer({ memory: memory({ epoch: 4, role: 'primary' }), redis: undefined });
  expect(primaryOf(replication, { 'node-2': leads, 'node-3': peer() }, undefined)).toBe('node-2');
});

test('a primary without an agent that is cut off: what bounds its writes, with one replica nothing', () => {
  const warned = (replicas: number, over: object = {}): string => {
    const { settings } = plan({ ...base, topology: Topology.replication({ replicas }), ...over });
    return failoverWarnings(evidenceOf(replication, { 'node-2': knows('node-1', 3) }, 'node-1', {}), settings, 0).join('\n');
  };
  expect(warned(2)).toContain('until it has fewer than 1 linked replicas');
  expect(warned(1)).toContain('takes writes without a bound');
});
