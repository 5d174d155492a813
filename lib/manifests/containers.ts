import { POD_ENV, POD_PATHS, POD_PORTS } from '../config';
import type { DeploymentInput } from './deployment-input';
import { nodeConfigOf } from './deployment-config';
import { REVISION_LABEL } from './labels';
import { witnessEnvironment } from './other-region';
import { CONTAINER_SECURITY } from './pod-security';
import { certificateMounts, MOUNTS, programMounts, type VolumeMount } from './pod-volumes';
import { agentProbes, readinessProbe, redisProbes, sentinelProbes } from './probes';
import { programsFrom, unpackCommand } from './program-parts';
import { AGENT_HEAP_MIB, agentResources, redisResources, sentinelResources, type Resources } from './resources';
import { dataPorts, sentinelPorts, type NodePort } from './node-ports';
import { dataServerCommand, sentinelServerCommand } from './server-command';
import { serverStopHook, sentinelStopHook } from './stop-hook';
import { stopTiming } from './timing';
import type { Workload } from './workloads';

export type Container = Record<string, unknown> & { readonly name: string };

interface Parts {
  readonly name: string;
  readonly image: string;
  readonly command: string[];
  readonly resources: Resources;
  readonly mounts: VolumeMount[];
  /** Ports, probes, environment, hooks. */
  readonly more?: Record<string, unknown>;
}

export function container({ name, image, command, resources, mounts, more }: Parts): Container {
  return {
    name, image, command, ...more, resources,
    volumeMounts: mounts,
    securityContext: CONTAINER_SECURITY,
    terminationMessagePolicy: 'FallbackToLogsOnError',
  };
}

const HEAP = `--max-old-space-size=${AGENT_HEAP_MIB}`;

/** Words of a command of the agent's program. */
export function agentWords(verb: string, ...more: string[]): string[] {
  return [HEAP, POD_PATHS.agent, verb, '--config', POD_PATHS.nodeConfig, ...more];
}

/** Who a pod is, for the agent. A label that is not there is an empty value. */
export function podEnvironment(): Record<string, unknown>[] {
  const field = (name: string, fieldPath: string): Record<string, unknown> => ({
    name, valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath } },
  });
  return [
    field(POD_ENV.name, 'metadata.name'),
    field(POD_ENV.namespace, 'metadata.namespace'),
    field(POD_ENV.revision, `metadata.labels['${REVISION_LABEL}']`),
    field(POD_ENV.zone, 'metadata.labels[\'topology.kubernetes.io/zone\']'),
  ];
}

function agentMounts(input: DeploymentInput): VolumeMount[] {
  return [MOUNTS.data, MOUNTS.run, MOUNTS.deployment, MOUNTS.secrets, ...certificateMounts(input), MOUNTS.account];
}

/** Unpacks the programs and renders the configuration. Waits for nobody. */
export function prepareContainer(input: DeploymentInput): Container {
  return container({
    name: 'prepare', image: input.images.node, resources: agentResources(),
    command: unpackCommand(programsFrom(input), ...agentWords('prepare')),
    mounts: [...agentMounts(input), ...programMounts(input)], more: { env: podEnvironment() },
  });
}

/** A native sidecar: it is there before the servers and after them. */
export function agentContainer(input: DeploymentInput): Container {
  const { plan } = input;
  return container({
    name: 'agent', image: input.images.node, command: ['node', ...agentWords('run')], resources: agentResources(),
    mounts: agentMounts(input),
    more: {
      restartPolicy: 'Always',
      env: [...podEnvironment(), ...witnessEnvironment(input)],
      ports: [containerPort({ name: POD_PORTS.agent, port: plan.ports.agent })],
      ...agentProbes(plan),
    },
  });
}

export function redisContainer(input: DeploymentInput, { hasSentinel }: Workload): Container {
  const { plan, images } = input;
  return container({
    name: 'redis', image: images.engine, command: dataServerCommand(plan, nodeConfigOf(input)),
    resources: redisResources(plan, hasSentinel, input.cpuMillicores),
    mounts: [MOUNTS.data, MOUNTS.run],
    more: {
      ports: dataPorts(plan).map(containerPort),
      ...redisProbes(plan),
      lifecycle: { preStop: { exec: { command: serverStopHook(stopTiming(plan, input.updateStrategy).hookSeconds) } } },
    },
  });
}

export function sentinelContainer(input: DeploymentInput, { hasData }: Workload): Container {
  const { plan, images } = input;
  return container({
    name: 'sentinel', image: images.engine, resources: sentinelResources(), mounts: [MOUNTS.data, MOUNTS.run],
    command: sentinelServerCommand(plan, nodeConfigOf(input)),
    more: {
      ports: sentinelPorts(plan).map(containerPort),
      ...sentinelProbes(plan),
      ...(hasData ? {} : { readinessProbe: readinessProbe(plan) }),
      lifecycle: { preStop: { exec: { command: sentinelStopHook(stopTiming(plan, input.updateStrategy).hookSeconds) } } },
    },
  });
}

function containerPort({ name, port }: NodePort): Record<string, unknown> {
  return { name, containerPort: port, protocol: 'TCP' };
}
