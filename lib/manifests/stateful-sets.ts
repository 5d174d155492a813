import { NEVER_PRUNED } from '../config';
import { agentContainer, prepareContainer, redisContainer, sentinelContainer } from './containers';
import type { DeploymentInput } from './deployment-input';
import type { NamedObject } from './kubernetes-object';
import { workloadLabels, workloadSelector } from './labels';
import { namedObject, why } from './named-object';
import { deploymentNames, idOf } from './names';
import { storeVolumes } from './object-store';
import { POD_SECURITY } from './pod-security';
import { MOUNTS, nodeVolumes } from './pod-volumes';
import { MIN_READY_SECONDS } from './probes';
import { bytesQuantity } from './quantity';
import { scheduling } from './scheduling';
import { CREDENTIALS_FOR_SEED_ONLY, seedContainer } from './seed-container';
import { stopTiming } from './timing';
import { workloadsOf, type Workload } from './workloads';

/** Of these an older pod or a rollback may still need one. */
const REVISIONS_KEPT = 5;

/** Sentinel's own file and the agent's memory, where there is no data. */
const SENTINEL_STORAGE = 1024 ** 3;

export function statefulSets(input: DeploymentInput): NamedObject[] {
  return workloadsOf(input.plan).map((workload) => statefulSet(input, workload));
}

function statefulSet(input: DeploymentInput, workload: Workload): NamedObject {
  const { plan } = input;
  return namedObject(input, {
    id: `${idOf(workload.name)}StatefulSet`, apiVersion: 'apps/v1', kind: 'StatefulSet', name: workload.statefulSet,
    // Here and not on the pods, which another wording would restart.
    annotations: explanations(input),
    body: {
      spec: {
        replicas: workload.nodes.length,
        serviceName: deploymentNames(plan.name).pods,
        podManagementPolicy: 'Parallel',
        updateStrategy: { type: input.updateStrategy },
        minReadySeconds: MIN_READY_SECONDS,
        revisionHistoryLimit: REVISIONS_KEPT,
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        selector: { matchLabels: workloadSelector(plan.name, workload) },
        template: {
          metadata: podMetadata(input, workload),
          spec: podSpec(input, workload),
        },
        volumeClaimTemplates: [claimTemplate(input, workload)],
      },
    },
  });
}

function podMetadata(input: DeploymentInput, workload: Workload): Record<string, unknown> {
  const restored = workload.hasData ? input.restore : undefined;
  const annotations = { ...input.annotations, ...(restored ? CREDENTIALS_FOR_SEED_ONLY : {}) };
  return {
    labels: { ...restored?.access.podLabels, ...workloadLabels(input, workload) },
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
  };
}

function podSpec(input: DeploymentInput, workload: Workload): Record<string, unknown> {
  const { plan, restore } = input;
  return {
    serviceAccountName: deploymentNames(plan.name).account,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    shareProcessNamespace: true,
    securityContext: POD_SECURITY,
    terminationGracePeriodSeconds: stopTiming(plan, input.updateStrategy).graceSeconds,
    ...(input.imagePullSecrets.length > 0 ? { imagePullSecrets: input.imagePullSecrets.map((name) => ({ name })) } : {}),
    ...scheduling(input, workload),
    initContainers: [
      prepareContainer(input),
      agentContainer(input),
      ...(restore && workload.hasData ? [seedContainer(input, restore.access, workload)] : []),
    ],
    containers: [
      ...(workload.hasData ? [redisContainer(input, workload)] : []),
      ...(workload.hasSentinel ? [sentinelContainer(input, workload)] : []),
    ],
    volumes: [...nodeVolumes(input), ...(restore && workload.hasData ? storeVolumes(restore.access) : [])],
  };
}

/** Can never change once it is applied, so it holds nothing of the user's that may: only the labels that select its pods. */
function claimTemplate(input: DeploymentInput, workload: Workload): Record<string, unknown> {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: MOUNTS.data.name, labels: workloadSelector(input.plan.name, workload), annotations: { ...NEVER_PRUNED } },
    spec: {
      accessModes: [input.onePodPerVolume ? 'ReadWriteOncePod' : 'ReadWriteOnce'],
      volumeMode: 'Filesystem',
      resources: { requests: { storage: bytesQuantity(workload.hasData ? input.storageBytes : SENTINEL_STORAGE, 'up') } },
      ...(input.storageClassName === undefined ? {} : { storageClassName: input.storageClassName }),
    },
  };
}

function explanations(input: DeploymentInput): Record<string, string> {
  const { graceSeconds, turnSeconds, handoverSeconds, shutdownSeconds } = stopTiming(input.plan, input.updateStrategy);
  return {
    [why('no-cpu-limit')]: 'On purpose: a throttled server misses heartbeats, which looks like a hang and fails over. Requests keep it its share.',
    [why('shared-processes')]: 'The agent must see the end of a server\'s process at once, and tell it from a restart of the agent.',
    [why('token')]: 'No container is given a token but those of the agent\'s programs, which write what no other may: roles, turns and the marker.',
    [why('grace')]: `${turnSeconds} s until it is this pod's turn, ${handoverSeconds} s to hand over, ${shutdownSeconds} s to stop, and room: `
      + `at most ${graceSeconds} s, seconds as a rule.`,
    [why('parallel')]: 'Nodes need each other to begin; readiness and the budget keep changes to one at a time.',
    [why('storage-size')]: 'volumeClaimTemplates cannot change. To grow: enlarge each PersistentVolumeClaim, then delete this StatefulSet '
      + 'with --cascade=orphan and apply the new one.',
  };
}
