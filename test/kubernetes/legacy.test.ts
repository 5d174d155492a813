import { forMinor, NATIVE_SIDECARS } from './legacy';

const statefulSet = {
  apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'cache-node' },
  spec: {
    minReadySeconds: 10, persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain' },
    template: {
      spec: {
        initContainers: [
          { name: 'prepare' },
          { name: 'agent', restartPolicy: 'Always', startupProbe: {} },
          { name: 'seed' },
        ],
        containers: [{ name: 'redis', livenessProbe: { periodSeconds: 1, terminationGracePeriodSeconds: 5 } }, { name: 'sentinel' }],
        topologySpreadConstraints: [{ topologyKey: 'zone', nodeTaintsPolicy: 'Honor' }],
      },
    },
  },
};
const budget = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'IfHealthyBudget' } };

test('a server that has all of it is given the manifests as they are', () => {
  expect(forMinor(NATIVE_SIDECARS, [statefulSet, budget])).toEqual([statefulSet, budget]);
});

test('before native sidecars the agent is a plain container, the weaker form: nothing keeps it after the servers but their hooks', () => {
  const [{ spec }] = forMinor(20, [statefulSet]);
  expect(spec.template.spec.initContainers).toEqual([{ name: 'prepare' }, { name: 'seed' }]);
  expect(spec.template.spec.containers).toEqual([
    { name: 'agent', startupProbe: {} }, { name: 'redis', livenessProbe: { periodSeconds: 1 } }, { name: 'sentinel' },
  ]);
});

test('what an old server does not know is left out, and only that', () => {
  const [set, policy] = forMinor(20, [statefulSet, budget]);
  expect(policy).toEqual({ apiVersion: 'policy/v1beta1', kind: 'PodDisruptionBudget', spec: { maxUnavailable: 1 } });
  expect(Object.keys(set.spec)).toEqual(['template']);
  expect(set.spec.template.spec.topologySpreadConstraints).toEqual([{ topologyKey: 'zone' }]);
  expect(forMinor(28, [statefulSet, budget])[1]).toEqual(budget);
});

test('a CronJob is of batch/v1beta1 and has no time zone', () => {
  const job = { apiVersion: 'batch/v1', kind: 'CronJob', spec: { schedule: '0 3 * * *', timeZone: 'Etc/UTC', jobTemplate: { spec: { template: { spec: { containers: [{ name: 'backup' }] } } } } } };
  const [converted] = forMinor(20, [job]);
  expect(converted.apiVersion).toBe('batch/v1beta1');
  expect(converted.spec).toEqual({ schedule: '0 3 * * *', jobTemplate: { spec: { template: { spec: { containers: [{ name: 'backup' }] } } } } });
});

test('policies of the API server that it has not are left out', () => {
  expect(forMinor(20, [{ kind: 'ValidatingAdmissionPolicy' }, { kind: 'ValidatingAdmissionPolicyBinding' }, budget])).toHaveLength(1);
});

test('the manifests themselves are left alone', () => {
  const before = JSON.stringify(statefulSet);
  forMinor(20, [statefulSet]);
  expect(JSON.stringify(statefulSet)).toBe(before);
});
