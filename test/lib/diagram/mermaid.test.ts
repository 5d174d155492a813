import { mermaid } from '../../../lib/diagram';
import { clusterDiagramPlan, diagramPlan, hostilePlan, replicationDiagramPlan } from './plans';

test('a box per domain, an arrow per replica, a dotted line per Sentinel', () => {
  const lines = mermaid(diagramPlan({ replicas: 3, sentinels: 5 })).split('\n').map((line) => line.trim());
  expect(lines[0]).toBe('flowchart TB');
  expect(lines.filter((line) => line.startsWith('subgraph'))).toEqual(
    ['subgraph domain0["zone-1"]', 'subgraph domain1["zone-2"]', 'subgraph domain2["zone-3"]']);
  expect(lines.filter((line) => line.includes('==>'))).toEqual(
    [2, 3, 4].map((index) => `node_1_data ==>|replicates| node_${index}_data`));
  expect(lines.filter((line) => line.includes('-.->')).map((line) => line.split(' ')[0])).toEqual(
    ['node_1_sentinel', 'node_2_sentinel', 'node_3_sentinel', 'node_4_sentinel', 'sentinel_1_sentinel']);
});

test('nodes carry role and port, in their domain', () => {
  const text = mermaid(diagramPlan());
  const zone2 = /subgraph domain1\["zone-2"\]\n([\s\S]*?)\n {2}end/.exec(text)![1];
  expect(zone2).toBe('    node_2_data[("node-2<br/>replica<br/>:6379")]\n    node_2_sentinel(["node-2<br/>Sentinel<br/>:26379"])');
  expect(text).toContain('node-1<br/>primary<br/>:6379');
});

test('a Cluster has an arrow from each first primary and no line of Sentinels', () => {
  const text = mermaid(clusterDiagramPlan());
  expect(text).toContain('shard_2_1_data ==>|replicates| shard_2_2_data');
  expect(text).toContain('shard-3-1<br/>primary of shard 3<br/>:6379');
  expect(text).toContain('class shard_1_1_data,shard_2_1_data,shard_3_1_data primary');
  expect(text).not.toMatch(/-\.->|class {2}|class .* sentinel$/m);
  expect(mermaid(clusterDiagramPlan({ replicas: 0 }))).not.toMatch(/class .* replica$/m);
});

test('cascades start at a replica', () => {
  expect(mermaid(replicationDiagramPlan({ replicas: 3, cascaded: 1 }))).toContain('node_2_data ==>|replicates| node_4_data');
});

test('names are text, not markup', () => {
  expect(mermaid(hostilePlan())).toContain('subgraph domain0["#60;script#62;alert(#34;1#34;)#60;/script#62;#38;');
});
