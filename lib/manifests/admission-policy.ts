import { POD_LABELS, ROLE_EPOCH_ANNOTATION } from '../config';
import type { DeploymentInput } from './deployment-input';
import { labelledPods } from './deployment-config';
import type { NamedObject } from './kubernetes-object';
import { namedObject } from './named-object';
import { deploymentNames } from './names';

/** Carried by the token of a pod since it is bound to one. @see https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/ */
const POD_OF_TOKEN = 'authentication.kubernetes.io/pod-name';

/**
 * Limits what agents may change on pods, which RBAC cannot: the role label and its annotation, and a role only on their own.
 * Objects of the whole cluster.
 */
export function admissionPolicyObjects(input: DeploymentInput): NamedObject[] {
  if (!input.admissionPolicy || labelledPods(input).length === 0) {
    return [];
  }
  // A namespace has no dot, so no two deployments of a cluster can mean the same name.
  const name = `redis-ha.${input.namespace!}.${input.plan.name}`;
  const api = 'admissionregistration.k8s.io/v1';
  const { account } = deploymentNames(input.plan.name);
  return [
    namedObject(input, {
      id: 'AdmissionPolicy', apiVersion: api, kind: 'ValidatingAdmissionPolicy', name, clusterScoped: true,
      body: {
        spec: {
          failurePolicy: 'Fail',
          matchConstraints: {
            matchPolicy: 'Equivalent',
            resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['pods'], scope: 'Namespaced' }],
          },
          matchConditions: [{
            name: 'by-an-agent',
            expression: `request.userInfo.username == 'system:serviceaccount:${input.namespace!}:${account}'`,
          }],
          validations: [
            { expression: 'object.spec == oldObject.spec', message: 'agents change no pod but its role' },
            ...onlyThatKey('labels', POD_LABELS.role),
            ...onlyThatKey('annotations', ROLE_EPOCH_ANNOTATION),
            ...['finalizers', 'ownerReferences'].map((field) => ({
              expression: `(has(object.metadata.${field}) ? object.metadata.${field} : []) == `
                + `(has(oldObject.metadata.${field}) ? oldObject.metadata.${field} : [])`,
              message: `agents change no ${field}`,
            })),
            { expression: roleOnItself(), message: 'an agent gives a role to its own pod only' },
          ],
        },
      },
    }),
    namedObject(input, {
      id: 'AdmissionPolicyBinding', apiVersion: api, kind: 'ValidatingAdmissionPolicyBinding', name, clusterScoped: true,
      body: { spec: { policyName: name, validationActions: ['Deny'] } },
    }),
  ];
}

/** All but one key of a map of strings are as they were, and none has come or gone. */
function onlyThatKey(field: string, key: string): { expression: string; message: string }[] {
  const map = (which: string): string => `(has(${which}.metadata.${field}) ? ${which}.metadata.${field} : {})`;
  const within = (left: string, right: string): string => (
    `${map(left)}.all(k, k == '${key}' || (k in ${map(right)} && ${map(left)}[k] == ${map(right)}[k]))`);
  return [
    { expression: within('object', 'oldObject'), message: `agents add no ${field} but ${key}` },
    { expression: within('oldObject', 'object'), message: `agents remove no ${field} but ${key}` },
  ];
}

function roleOnItself(): string {
  const role = (which: string): string => (
    `(has(${which}.metadata.labels) && '${POD_LABELS.role}' in ${which}.metadata.labels ? ${which}.metadata.labels['${POD_LABELS.role}'] : '')`);
  return `${role('object')} == ${role('oldObject')} || ${role('object')} == '' || `
    + `(has(request.userInfo.extra) && '${POD_OF_TOKEN}' in request.userInfo.extra && request.userInfo.extra['${POD_OF_TOKEN}'][0] == object.metadata.name)`;
}
