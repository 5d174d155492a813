import { inputWith, ofKind, PLANS, restoreWith, theOne } from './inputs';

test('agents may write their state and take turns, by name, and label the pods that hold data', () => {
  expect(theOne(inputWith(PLANS['Sentinels on nodes of their own']!), 'Role', 'cache').rules).toEqual([
    { apiGroups: [''], resources: ['configmaps'], resourceNames: ['cache-state'], verbs: ['get', 'update'] },
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], resourceNames: ['cache-turn'], verbs: ['get', 'update'] },
    { apiGroups: [''], resources: ['pods'], resourceNames: ['cache-node-0', 'cache-node-1', 'cache-node-2'], verbs: ['get', 'patch'] },
  ]);
});

test('in a Cluster no pod is labelled, so none may be', () => {
  const resources = theOne(inputWith(PLANS.Cluster!), 'Role', 'cache').rules.flatMap((rule: any) => rule.resources);
  expect(resources).toEqual(['configmaps', 'leases']);
});

test('who a pod is at an object store is on its account only while the deployment is restored', () => {
  const annotations = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/restore' };
  const restoring = inputWith(PLANS.Sentinel!, { restore: restoreWith({ serviceAccountAnnotations: annotations }) });
  expect(theOne(restoring, 'ServiceAccount', 'cache').metadata.annotations).toEqual(annotations);
  const [{ spec }] = ofKind(restoring, 'StatefulSet');
  expect(spec.template.metadata.annotations['eks.amazonaws.com/skip-containers'].split(',').sort())
    .toEqual(['agent', 'prepare', 'redis', 'sentinel']);
  expect(theOne(inputWith(PLANS.Sentinel!), 'ServiceAccount', 'cache').metadata.annotations).toBeUndefined();
});

test('a binding names its namespace where there is one to name', () => {
  const subjectOf = (namespace?: string): unknown => (
    theOne(inputWith(PLANS.Sentinel!, namespace ? { namespace } : {}), 'RoleBinding', 'cache').subjects[0]);
  expect(subjectOf('shop')).toEqual({ kind: 'ServiceAccount', name: 'cache', namespace: 'shop' });
  expect(subjectOf()).toEqual({ kind: 'ServiceAccount', name: 'cache' });
});
