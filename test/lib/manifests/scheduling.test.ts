import { POD_LABELS } from '../../../lib/config';
import { inputWith, ofKind, PLANS } from './inputs';
import type { DeploymentInput } from '../../../lib/manifests';

const ZONE = 'topology.kubernetes.io/zone';
const HOST = 'kubernetes.io/hostname';

function specOf(plan: string, workload: string, placement: DeploymentInput['placement'] = { zones: 3, hosts: 'required' }): any {
  const sets = ofKind(inputWith(PLANS[plan]!, { placement }), 'StatefulSet');
  return sets.find(({ metadata }) => metadata.name === `cache-${workload}`).spec.template.spec;
}

const required = (spec: any): any[] => spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution;
const strict = ({ topologySpreadConstraints }: any): any[] => (
  topologySpreadConstraints.filter(({ whenUnsatisfiable }: any) => whenUnsatisfiable === 'DoNotSchedule'));
const own = (workload: string): unknown => ({ matchLabels: { [POD_LABELS.instance]: 'cache', [POD_LABELS.workload]: workload } });
const allSentinels = { matchLabels: { [POD_LABELS.instance]: 'cache', [POD_LABELS.sentinel]: 'true' } };

test.each([
  ['replication', 'node'], ['Sentinel', 'node'], ['Sentinels on nodes of their own', 'node'],
  ['Sentinels on nodes of their own', 'sentinel'], ['Cluster', 'shard-2'],
])('%s, %s: one strict constraint over zones, none on a host of another of the same', (plan, workload) => {
  const spec = specOf(plan, workload);
  expect(strict(spec)).toEqual([{
    maxSkew: 1, topologyKey: ZONE, whenUnsatisfiable: 'DoNotSchedule', labelSelector: own(workload), nodeTaintsPolicy: 'Honor',
  }]);
  expect(required(spec)).toEqual([{ topologyKey: HOST, labelSelector: own(workload) }]);
});

test('a Sentinel of its own keeps away from those beside data, in zones and on hosts', () => {
  const spec = specOf('a Sentinel of its own beside two with data', 'sentinel');
  expect(strict(spec).map(({ labelSelector }) => labelSelector)).toEqual([allSentinels]);
  expect(required(spec)).toEqual([
    { topologyKey: HOST, labelSelector: own('sentinel') }, { topologyKey: HOST, labelSelector: allSentinels },
  ]);
});

test('a Cluster is spread as a whole, too, as far as it goes', () => {
  const loose = specOf('Cluster', 'shard-1').topologySpreadConstraints.slice(1);
  expect(loose.map(({ topologyKey, whenUnsatisfiable }: any) => [topologyKey, whenUnsatisfiable]))
    .toEqual([[ZONE, 'ScheduleAnyway'], [HOST, 'ScheduleAnyway']]);
});

test('with one zone no pod needs a label of a zone', () => {
  for (const plan of Object.keys(PLANS)) {
    for (const { spec } of ofKind(inputWith(PLANS[plan]!, { placement: { zones: 1, hosts: 'required' } }), 'StatefulSet')) {
      expect(JSON.stringify(spec.template.spec.topologySpreadConstraints)).not.toContain(ZONE);
    }
  }
});

test('with few hosts keeping apart is a preference', () => {
  const { podAntiAffinity } = specOf('Sentinel', 'node', { zones: 3, hosts: 'preferred' }).affinity;
  expect(podAntiAffinity).toEqual({ preferredDuringSchedulingIgnoredDuringExecution: [
    { weight: 100, podAffinityTerm: { topologyKey: HOST, labelSelector: own('node') } },
  ] });
});

test('where pods may run at all is the user\'s choice', () => {
  const tolerations = [{ key: 'dedicated', operator: 'Exists' }];
  const spec = specOf('Sentinel', 'node', {
    zones: 3, hosts: 'required', nodeSelector: { pool: 'memory' }, tolerations, priorityClassName: 'high',
  });
  expect(spec).toMatchObject({ nodeSelector: { pool: 'memory' }, tolerations, priorityClassName: 'high' });
  expect(Object.keys(specOf('Sentinel', 'node'))).not.toEqual(expect.arrayContaining(['nodeSelector']));
});
