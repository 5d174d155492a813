import { TopologyKind, type Settings } from '../../../lib/model';
import { isUsed, review } from '../../../lib/plan';
import { demoSpec } from './specs';

const SETTINGS = Object.keys(review(demoSpec()).settings) as (keyof Settings)[];

function unused(kind: TopologyKind): string[] {
  return SETTINGS.filter((setting) => !isUsed(setting, kind)).sort();
}

test('what Sentinel follows means nothing elsewhere, and the node timeout only something in a Cluster', () => {
  const ofSentinel = ['downAfterSeconds', 'failoverTimeoutSeconds', 'infoPeriodSeconds', 'rebootDownAfterSeconds'];
  expect(unused(TopologyKind.SENTINEL)).toEqual(['nodeTimeoutSeconds']);
  expect(unused(TopologyKind.CLUSTER)).toEqual([...ofSentinel, 'handoverPauseSeconds'].sort());
  expect(unused(TopologyKind.REPLICATION)).toEqual([...ofSentinel, 'nodeTimeoutSeconds'].sort());
});
