import { Engine, Topology } from '../../../lib/model';
import { plan } from '../../../lib/plan';
import { diffPlans } from '../../../lib/plan/diff';
import { diffText } from '../../../lib/plan/diff-text';
import { demoSpec } from './specs';

const demo = plan(demoSpec());

test('no change says so in one line', () => {
  expect(diffText(diffPlans(demo, demo))).toBe('demo: nothing to do');
});

test('steps are numbered, with what they touch and why', () => {
  const text = diffText(diffPlans(demo, plan(demoSpec({ topology: Topology.sentinel({ sentinels: 5 }) }))));
  expect(text.split('\n')).toEqual(expect.arrayContaining([
    'demo: add 2 nodes, reconfigure 3 nodes',
    '  1. add         sentinel-1  (sentinel)',
    '  3. reconfigure node-1  (sentinel)',
    '       topology.quorum 2 -> 3 (SENTINEL SET quorum)',
  ]));
});

test('an obstacle comes first', () => {
  const text = diffText(diffPlans(plan(demoSpec({ engine: Engine.REDIS_8_0 })), plan(demoSpec({ engine: Engine.REDIS_7_0 }))));
  expect(text.split('\n').slice(0, 2)).toEqual([
    'demo: this change cannot be rolled out in place',
    '  obstacle: engine: redis-7.0 cannot read the data files of redis-8.0 (RDB version 12, its own is 10); '
      + 'create a new deployment with that engine and copy the keys',
  ]);
});
