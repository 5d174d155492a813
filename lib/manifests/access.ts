import type { DeploymentInput } from './deployment-input';
import { labelledPods } from './deployment-config';
import type { NamedObject } from './kubernetes-object';
import { namedObject, why } from './named-object';
import { deploymentNames } from './names';

/** A rule of a Role. */
export type PolicyRule = Record<'apiGroups' | 'resources' | 'verbs', string[]> & { readonly resourceNames?: string[] };

/** Who the agents are and what they may do: what is theirs by name, nothing else. */
export function nodeAccess(input: DeploymentInput): NamedObject[] {
  const names = deploymentNames(input.plan.name);
  const pods = labelledPods(input);
  const rules: PolicyRule[] = [
    { apiGroups: [''], resources: ['configmaps'], resourceNames: [names.state], verbs: ['get', 'update'] },
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], resourceNames: [names.turn], verbs: ['get', 'update'] },
    ...(pods.length > 0 ? [{ apiGroups: [''], resources: ['pods'], resourceNames: pods, verbs: ['get', 'patch'] }] : []),
  ];
  return accountWithRole(input, {
    id: '', name: names.account, rules,
    accountAnnotations: input.restore?.access.serviceAccountAnnotations ?? {},
    roleAnnotations: pods.length > 0 ? {
      [why('patch-pods')]: 'The agent tells its pod\'s role by a label and takes it off a former primary\'s. RBAC cannot be narrower than '
        + `these pods${input.admissionPolicy ? '; the ValidatingAdmissionPolicy is' : ''}.`,
    } : {},
  });
}

export interface AccountOptions {
  /** Begins the ids. */
  readonly id: string;
  readonly name: string;
  readonly rules: PolicyRule[];
  readonly accountAnnotations: Record<string, string>;
  readonly roleAnnotations: Record<string, string>;
}

/** A service account, its role and what binds them, all of one name. */
export function accountWithRole(input: DeploymentInput, options: AccountOptions): NamedObject[] {
  const { id, name } = options;
  const rbac = 'rbac.authorization.k8s.io';
  return [
    namedObject(input, {
      id: `${id}ServiceAccount`, apiVersion: 'v1', kind: 'ServiceAccount', name, annotations: options.accountAnnotations,
      // Its token is projected into the containers that need it.
      body: { automountServiceAccountToken: false },
    }),
    namedObject(input, {
      id: `${id}Role`, apiVersion: `${rbac}/v1`, kind: 'Role', name, annotations: options.roleAnnotations,
      body: { rules: options.rules },
    }),
    namedObject(input, {
      id: `${id}RoleBinding`, apiVersion: `${rbac}/v1`, kind: 'RoleBinding', name,
      body: {
        roleRef: { apiGroup: rbac, kind: 'Role', name },
        subjects: [{ kind: 'ServiceAccount', name, ...(input.namespace === undefined ? {} : { namespace: input.namespace }) }],
      },
    }),
  ];
}
