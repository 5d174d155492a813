import { nodeNames, requireOneZone } from '../../../lib/aws';
import { SentinelPlacement, Topology } from '../../../lib/model';
import { plan } from '../../../lib/plan';
import { demoSpec } from '../plan/specs';

test('each node by its name, and all that hold data by one', () => {
  const names = nodeNames(plan(demoSpec({ topology: Topology.sentinel({ placement: SentinelPlacement.OWN_NODES }) })));
  expect(names).toHaveLength(7);
  expect(names[0]).toEqual({ name: names[0]!.nodes[0], nodes: [names[0]!.name] });
  expect(names.at(-1)).toEqual({ name: 'nodes', nodes: ['node-1', 'node-2', 'node-3'] });
});

test('one zone, neither none nor two', () => {
  expect(() => requireOneZone(true, false)).not.toThrow();
  expect(() => requireOneZone(true, true)).toThrow('dns: got both');
  expect(() => requireOneZone(false, false)).toThrow('dns: got neither');
});
