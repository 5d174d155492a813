import type { Json } from './kube';

/** First minor version that takes the manifests as they are. */
export const NATIVE_SIDECARS = 29;
/** First with policy/v1 and a CronJob in batch/v1. */
const STABLE_POLICY = 21;
/** First with PersistentVolumeClaim retention by default. */
const RETENTION = 27;
const UNHEALTHY_EVICTION = 27;
const MIN_READY = 25;
const NODE_TAINTS_POLICY = 26;
const PROBE_GRACE = 25;
const POD_FAILURE_POLICY = 26;

/**
 * Objects for an API server that is older than what the manifests are made for, so that the drills can run on it.
 *
 * It is the weaker form, in one thing that counts: an agent that is a plain container starts, and is stopped, together with the
 * servers beside it. At the end of a pod its agent is told at the same moment as its Redis and Sentinel, and nothing keeps it
 * longer than them but their preStop hooks, which wait for its answer. The order at the start stays that of the init containers.
 * What an old server does not know at all is left out, and with it what it would have done.
 */
export function forMinor(minor: number, objects: readonly Json[]): Json[] {
  return minor >= NATIVE_SIDECARS ? [...objects] : objects.map((object) => converted(minor, structuredClone(object)))
    .filter((object) => object.kind !== 'ValidatingAdmissionPolicy' && object.kind !== 'ValidatingAdmissionPolicyBinding');
}

function converted(minor: number, object: Json): Json {
  if (minor < STABLE_POLICY && object.apiVersion === 'policy/v1') object.apiVersion = 'policy/v1beta1';
  if (minor < STABLE_POLICY && object.kind === 'CronJob') object.apiVersion = 'batch/v1beta1';
  if (minor < UNHEALTHY_EVICTION && object.kind === 'PodDisruptionBudget') delete object.spec.unhealthyPodEvictionPolicy;
  if (object.kind === 'CronJob') delete object.spec.timeZone;
  if (object.kind === 'StatefulSet') {
    if (minor < RETENTION) delete object.spec.persistentVolumeClaimRetentionPolicy;
    if (minor < MIN_READY) delete object.spec.minReadySeconds;
  }
  const job = object.spec?.jobTemplate?.spec ?? object.spec;
  if (minor < POD_FAILURE_POLICY && job) delete job.podFailurePolicy;
  const template = object.spec?.jobTemplate?.spec.template ?? object.spec?.template;
  if (template) convertPod(minor, template.spec);
  return object;
}

function convertPod(minor: number, spec: Json): void {
  const sidecars = (spec.initContainers ?? []).filter((container: Json) => container.restartPolicy === 'Always');
  spec.initContainers = (spec.initContainers ?? []).filter((container: Json) => container.restartPolicy !== 'Always');
  for (const sidecar of sidecars) delete sidecar.restartPolicy;
  spec.containers = [...sidecars, ...spec.containers];
  if (spec.initContainers.length === 0) delete spec.initContainers;
  for (const container of spec.containers) {
    for (const probe of [container.livenessProbe, container.startupProbe]) {
      if (probe && minor < PROBE_GRACE) delete probe.terminationGracePeriodSeconds;
    }
  }
  for (const constraint of spec.topologySpreadConstraints ?? []) {
    if (minor < NODE_TAINTS_POLICY) {
      delete constraint.nodeTaintsPolicy;
      delete constraint.matchLabelKeys;
    }
  }
}
