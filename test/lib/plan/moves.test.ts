import { Engine, Topology } from '../../../lib/model';
import { plan } from '../../../lib/plan';

const SPEC = {
  name: 'orders', engine: Engine.REDIS_8_0, objectives: { rpoSeconds: 5, rtoSeconds: 10 }, failureDomains: 3,
};

const domains = (spec: Parameters<typeof plan>[0]): string[] => plan(spec).nodes.map(({ failureDomain }) => failureDomain);

test('a moved node lives in the domain it was moved to, the others stay', () => {
  expect(domains({ ...SPEC, topology: Topology.sentinel() })).toEqual(['zone-1', 'zone-2', 'zone-3']);
  expect(domains({ ...SPEC, topology: Topology.sentinel(), moved: { 'node-2': 'zone-3' } })).toEqual(['zone-1', 'zone-3', 'zone-3']);
});

test('nothing but the domain of that node differs', () => {
  const topology = Topology.sentinel({ replicas: 3 });
  const rest = (moved: Record<string, string>): object[] =>
    plan({ ...SPEC, topology, moved }).nodes.map((node) => ({ ...node, failureDomain: '' }));
  expect(rest({ 'node-4': 'zone-3' })).toEqual(rest({}));
});

test.each<{ moved: Record<string, string>; error: RegExp }>([
  { moved: { 'node-9': 'zone-1' }, error: /moved: got "node-9", which is no node of the plan; use names among node-1, node-2, node-3/ },
  { moved: { 'node-1': 'zone-4' }, error: /moved: got "zone-4" for node-1; use one of zone-1, zone-2, zone-3/ },
])('$moved is refused', ({ moved, error }) => {
  expect(() => plan({ ...SPEC, topology: Topology.sentinel(), moved })).toThrow(error);
});

test('a layout that only a move makes is a warning, since the zone it is away from is down', () => {
  const { findings } = plan({ ...SPEC, topology: Topology.sentinel(), moved: { 'node-2': 'zone-3' } });
  expect(findings).toContainEqual(expect.objectContaining({
    id: 'domain-takes-everything', severity: 'warning', fix: expect.stringMatching(/^move the node back/) as string,
  }));
  // An error that is there without the move stays one.
  expect(() => plan({ ...SPEC, topology: Topology.sentinel(), failureDomains: 1, moved: { 'node-1': 'zone-1' } })).toThrow(/spread the deployment/);
});
