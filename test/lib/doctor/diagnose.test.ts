import fc from 'fast-check';
import { diagnose, type Observation } from '../../../lib/doctor';
import { doctorPlan, healthy, withNode, withSentinel } from './observed';

// Many runs, on a machine that may be busy with other tests.
jest.setTimeout(60_000);

const plan = doctorPlan();
const well = healthy(plan);

test('three healthy nodes in three domains: any loss is safe', () => {
  const diagnosis = diagnose(plan, well);
  expect(diagnosis).toMatchObject({ deployment: 'demo', safe: true, primary: 'node-1', problems: [] });
  expect(diagnosis.losses.map((loss) => `${loss.kind} ${loss.name}: ${loss.outcome}`)).toEqual([
    'node node-1: node-2 or node-3 takes over',
    'node node-2: node-1 keeps serving',
    'node node-3: node-1 keeps serving',
    'failure-domain zone-1: node-2 or node-3 takes over',
    'failure-domain zone-2: node-1 keeps serving',
    'failure-domain zone-3: node-1 keeps serving',
  ]);
});

test('two domains: losing the one with the Sentinel majority is not safe, though nothing is wrong', () => {
  const two = doctorPlan({}, 2);
  const diagnosis = diagnose(two, healthy(two));
  expect(diagnosis).toMatchObject({ safe: false, problems: [] });
  expect(diagnosis.losses.filter((loss) => !loss.safe)).toEqual([{
    kind: 'failure-domain', name: 'zone-1', safe: false, outcome: '',
    reasons: ['1 of 3 Sentinels would be left, 2 are needed for a failover',
      'the new primary would have 0 replicas and refuse writes (min-replicas-to-write 1)'],
  }]);
});

test.each<[string, Observation, string]>([
  ['nobody agrees', withSentinel(withSentinel(well, 'node-1', { reachable: false }), 'node-2', { reachable: false }), 'no-majority'],
  ['the named primary is gone', withNode(well, 'node-1', { reachable: false, role: 'unknown' }), 'primary-not-serving'],
  ['two primaries', withNode(well, 'node-3', { role: 'primary' }), 'second-primary'],
  ['writes are fenced', withNode(well, 'node-1', { minReplicas: 16 }), 'fenced'],
  ['the primary has no agent', withNode(well, 'node-1', { agentState: 'unreachable' }), 'agent-down'],
  ['a failover is under way', withSentinel(well, 'node-2', { failingOver: true }), 'failing-over'],
])('%s: not safe, whatever is lost', (_, observation, id) => {
  const diagnosis = diagnose(plan, observation);
  expect(diagnosis.safe).toBe(false);
  expect(diagnosis.problems.map((problem) => problem.id)).toContain(id);
});

test('a replica without its agent is a problem, not a danger', () => {
  const diagnosis = diagnose(plan, withNode(well, 'node-2', { agentState: 'unreachable' }));
  expect(diagnosis.safe).toBe(true);
  expect(diagnosis.problems.map(({ id, subject }) => `${id} ${subject}`)).toEqual(['agent-down node-2']);
});

test('one primary serves and no other is called primary', () => {
  expect(diagnose(plan, withNode(well, 'node-1', { reachable: false, role: 'unknown' })).primary).toBe('');
});

test('worse news never make it safe', () => {
  const worse = fc.constantFrom<(observation: Observation, node: string) => Observation>(
    (observation, node) => withNode(observation, node, { reachable: false, role: 'unknown' }),
    (observation, node) => withNode(observation, node, { linkUp: false, role: 'replica' }),
    (observation, node) => withNode(observation, node, { priority: 0 }),
    (observation, node) => withSentinel(observation, node, { reachable: false }),
    (observation, node) => withSentinel(observation, node, { names: 'node-9' }),
  );
  const plans = fc
    .record({ replicas: fc.integer({ min: 1, max: 4 }), sentinels: fc.constantFrom(3, 5), domains: fc.constantFrom(2, 3, 4) })
    .map(({ replicas, sentinels, domains }) => doctorPlan({ replicas, sentinels }, domains));
  const faults = fc.array(fc.tuple(worse, fc.nat(8)), { maxLength: 6 });
  fc.assert(fc.property(plans, faults, (planned, changes) => {
    let observation = healthy(planned);
    let unsafe: string[] = [];
    for (const [change, index] of changes) {
      observation = change(observation, planned.nodes[index % planned.nodes.length]!.name);
      const { safe, losses } = diagnose(planned, observation);
      const now = [...losses.filter((loss) => !loss.safe).map((loss) => loss.name), ...(safe ? [] : ['deployment'])];
      expect(unsafe.filter((name) => !now.includes(name))).toEqual([]);
      unsafe = now;
    }
  }), { numRuns: 200 });
});
