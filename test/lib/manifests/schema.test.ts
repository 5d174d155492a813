import { k8s } from 'cdk8s-plus-33';
import { ValidatingAdmissionPolicy } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy';
import { ValidatingAdmissionPolicyBinding } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding';
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { CronJob } from 'kubernetes-models/batch/v1/CronJob';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { Lease } from 'kubernetes-models/coordination.k8s.io/v1/Lease';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { Role } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import { RoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Service } from 'kubernetes-models/v1/Service';
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { KubernetesObject } from '../../../lib/manifests';
import { INPUTS, inputWith, objectsOf, ofKind, planWith, PLANS } from './inputs';
import { Topology } from '../../../lib/model';

type Schema = new (data: any) => { validate: () => void };

const SCHEMAS: Record<string, Schema> = {
  ConfigMap, CronJob, Job, Lease, NetworkPolicy, PodDisruptionBudget, Role, RoleBinding, Service, ServiceAccount, StatefulSet,
  ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding,
};

/** Of operators, so in neither library. */
const FOREIGN = ['ExternalSecret', 'Certificate', 'Issuer'];

/** How the typed objects write what the API writes otherwise. */
const SPELLING: Record<string, string> = { clusterIP: 'clusterIp', downwardAPI: 'downwardApi' };

/** The typed objects take quantities and ports that may be names as objects of their own, and drop anything else. */
function typed(value: any, key = '', within: string[] = []): any {
  if (Array.isArray(value)) {
    return value.map((member) => typed(member, key, within));
  }
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => (
      [SPELLING[name] ?? name, typed(member, name, [...within, key])])));
  }
  if (key === 'sizeLimit' || ['requests', 'limits'].includes(within.at(-1) ?? '')) {
    return k8s.Quantity.fromString(value);
  }
  const numberOrName = ['targetPort', 'maxUnavailable'].includes(key)
    || (key === 'port' && (within.at(-1) === 'httpGet' || within.includes('ingress') || within.includes('egress')));
  return numberOrName ? k8s.IntOrString.fromNumber(value) : value;
}

/** What is left of an object once cdk8s has rendered it with its types. */
function rendered(object: KubernetesObject): unknown {
  const kind = (k8s as any)[`Kube${object.kind}`];
  const { apiVersion: _apiVersion, kind: _kind, ...fields } = object;
  const result = JSON.parse(JSON.stringify(kind.manifest(Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, typed(value, key)])))));
  // A template of a claim is typed without these two, which the API server fills in.
  for (const claim of result.spec?.volumeClaimTemplates ?? []) {
    Object.assign(claim, { apiVersion: 'v1', kind: 'PersistentVolumeClaim' });
  }
  return result;
}

describe.each(INPUTS)('%s', (_name, input) => {
  const objects = objectsOf(input).filter(({ kind }) => !FOREIGN.includes(kind));

  test('has no field that the typed objects do not know', () => {
    for (const object of objects) {
      expect(rendered(object)).toEqual(object);
    }
  });

  test('is valid by the schemas of the API', () => {
    for (const object of objects) {
      new SCHEMAS[object.kind]!(object).validate();
    }
  });
});

test('both notice: an unknown field is dropped, a wrong type is refused', () => {
  const [set] = ofKind(inputWith(PLANS.Sentinel!), 'StatefulSet');
  const odd = structuredClone(set);
  odd.spec.template.spec.containers[0].readOnly = true;
  expect(rendered(odd)).not.toEqual(odd);
  const wrong = structuredClone(set);
  wrong.spec.replicas = '3';
  expect(() => new StatefulSet(wrong).validate()).toThrow('replicas');
});

test('an ExternalSecret has what its definition asks for', () => {
  const [, input] = INPUTS.find(([, { passwords }]) => passwords.kind === 'external')!;
  const [secret] = ofKind(input, 'ExternalSecret');
  expect(secret.apiVersion).toBe('external-secrets.io/v1');
  expect(Object.keys(secret.spec).sort()).toEqual(['data', 'refreshInterval', 'secretStoreRef', 'target']);
  expect(secret.spec.data.map(({ secretKey }: any) => secretKey)).toEqual(input.plan.users.map(({ name }) => name));
});

describe('client-side apply', () => {
  /** @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/ */
  const MOST_ANNOTATIONS = 262_144;

  test.each([
    ...INPUTS,
    ['the largest Cluster there is', inputWith(planWith(Topology.cluster({ shards: 90, replicas: 5 }), { failureDomains: 6 }))] as const,
  ])('%s: kubectl can keep every object in an annotation', (_name, input) => {
    for (const object of objectsOf(input)) {
      const annotations = Object.values(object.metadata.annotations ?? {}).join('').length;
      expect(Buffer.byteLength(JSON.stringify(object)) + annotations + 1000).toBeLessThan(MOST_ANNOTATIONS);
    }
  });
});
