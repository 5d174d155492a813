import { diagnose, diagnosisText } from '../../../lib/doctor';
import { doctorPlan, healthy, withNode } from './observed';

const plan = doctorPlan();

test('safe: the answer is the first line', () => {
  expect(diagnosisText(diagnose(plan, healthy(plan))).split('\n').slice(0, 2))
    .toEqual(['demo: the loss of any one node or failure domain is safe now', 'primary: node-1']);
});

test('not safe: what is wrong, how to fix it, and which loss would hurt', () => {
  const text = diagnosisText(diagnose(plan, withNode(healthy(plan), 'node-3', { priority: 0 })));
  expect(text).toContain('demo: NOT safe now');
  expect(text).toContain('  node-3 has replica-priority 0, so no Sentinel promotes it\n      fix: wait until its agent');
  expect(text).toContain('  node-1  UNSAFE  the new primary would have 0 replicas and refuse writes');
  expect(text).toContain('  node-3  ok      node-1 keeps serving');
});
