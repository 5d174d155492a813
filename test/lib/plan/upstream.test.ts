import fc from 'fast-check';
import { Topology } from '../../../lib/model';
import { review, upstreamOf } from '../../../lib/plan';
import { demoSpec } from './specs';

function sources(topology: Topology, primary: string): Record<string, string | undefined> {
  const plan = review(demoSpec({ topology }));
  return Object.fromEntries(plan.nodes.map((node) => [node.name, upstreamOf(plan, node.name, primary)]));
}

test('without cascading everybody copies from the primary, whoever it is', () => {
  expect(sources(Topology.replication({ replicas: 2 }), 'node-2')).toEqual({ 'node-1': 'node-2', 'node-2': undefined, 'node-3': 'node-2' });
});

test('the last ones copy from the direct ones in turn', () => {
  expect(sources(Topology.replication({ replicas: 5, cascaded: 3 }), 'node-1')).toEqual({
    'node-1': undefined, 'node-2': 'node-1', 'node-3': 'node-1', 'node-4': 'node-2', 'node-5': 'node-3', 'node-6': 'node-2',
  });
});

test('a cascaded node that becomes primary copies from nobody', () => {
  expect(sources(Topology.replication({ replicas: 3, cascaded: 2 }), 'node-4')).toEqual({
    'node-1': 'node-4', 'node-2': 'node-1', 'node-3': 'node-1', 'node-4': undefined,
  });
});

test('nobody knows a source for a node that is not there', () => {
  expect(upstreamOf(review(demoSpec()), 'node-9', 'node-1')).toBeUndefined();
});

test('every chain ends at the primary within two steps, and as many as declared are cascaded', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 15 }), fc.nat(), fc.nat(), (replicas, share, seat) => {
    const cascaded = share % replicas;
    const plan = review(demoSpec({ topology: Topology.replication({ replicas, cascaded }) }));
    const primary = plan.nodes[seat % plan.nodes.length]!.name;
    const chained = plan.nodes.filter((node) => node.name !== primary).filter((node) => {
      const upstream = upstreamOf(plan, node.name, primary)!;
      expect(upstream === primary || upstreamOf(plan, upstream, primary) === primary).toBe(true);
      return upstream !== primary;
    });
    expect(chained).toHaveLength(cascaded);
  }));
});
