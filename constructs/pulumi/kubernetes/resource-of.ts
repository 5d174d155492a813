import * as k8s from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

type Constructor = new (name: string, args: pulumi.Inputs, opts?: pulumi.CustomResourceOptions) => pulumi.CustomResource;

/** The typed resource of each kind that deployments have, by `apiVersion/kind`. */
const TYPED: Record<string, unknown> = {
  'v1/ConfigMap': k8s.core.v1.ConfigMap,
  'v1/Service': k8s.core.v1.Service,
  'v1/ServiceAccount': k8s.core.v1.ServiceAccount,
  'apps/v1/StatefulSet': k8s.apps.v1.StatefulSet,
  'batch/v1/CronJob': k8s.batch.v1.CronJob,
  'batch/v1/Job': k8s.batch.v1.Job,
  'coordination.k8s.io/v1/Lease': k8s.coordination.v1.Lease,
  'networking.k8s.io/v1/NetworkPolicy': k8s.networking.v1.NetworkPolicy,
  'policy/v1/PodDisruptionBudget': k8s.policy.v1.PodDisruptionBudget,
  'rbac.authorization.k8s.io/v1/Role': k8s.rbac.v1.Role,
  'rbac.authorization.k8s.io/v1/RoleBinding': k8s.rbac.v1.RoleBinding,
  'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy': k8s.admissionregistration.v1.ValidatingAdmissionPolicy,
  'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding': k8s.admissionregistration.v1.ValidatingAdmissionPolicyBinding,
};

/** Kinds of others, which have no class: those of cert-manager and of the External Secrets Operator. */
const OTHERS = ['cert-manager.io/v1', 'external-secrets.io/v1'];

/**
 * A resource for an object, with the class of its kind.
 *
 * @throws Error for a kind that nobody has written down above
 */
export function resourceOf(name: string, object: pulumi.Inputs, opts: pulumi.CustomResourceOptions): pulumi.CustomResource {
  const { apiVersion, kind, ...args } = object as { apiVersion: string; kind: string };
  const typed = TYPED[`${apiVersion}/${kind}`] as Constructor | undefined;
  if (typed) {
    return new typed(name, args, opts);
  }
  if (!OTHERS.includes(apiVersion)) {
    throw new Error(`no resource is known for ${apiVersion}/${kind}`);
  }
  return new k8s.apiextensions.CustomResource(name, { apiVersion, kind, ...args }, opts);
}
