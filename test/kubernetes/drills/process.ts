import type { DeploymentPlan } from '../../../lib/plan';
import { eventually } from '../kube';
import { hasSentinels, somePrimary, type Drill, type Scene } from './drill';

/** The agent asks for a failover; where it did so within the last ten minutes, the primary is noticed as gone or comes back. */
const crash = ({ promise: { rto } }: DeploymentPlan): number =>
  Math.max(rto.processDeathSeconds, rto.hangSeconds, rto.quickRestartSeconds);

/** Kills the first process of a container whose command line matches; its pod's containers see each other's processes. */
async function kill({ lab, log }: Scene, node: string, container: string, pattern: string): Promise<void> {
  const pod = lab.deployment.pod(node);
  const before = await restarts(lab.kube, pod, container);
  log(`kill -9 of ${container} of ${node}`);
  const { code, stderr } = await lab.kube.exec(pod, container, `for p in /proc/[0-9]*; do
    case "$(tr '\\0' ' ' < $p/cmdline 2> /dev/null)" in ${pattern}) kill -9 \${p#/proc/};; esac; done`);
  // The shell that was asked may go with its container.
  if (code !== 0 && code !== 137) log(`kubectl exec: ${stderr.trim()}`);
  await eventually(`${container} of ${node} was restarted`, async () => await restarts(lab.kube, pod, container) > before, 60_000);
}

async function restarts(kube: Scene['lab']['kube'], pod: string, container: string): Promise<number> {
  const { status } = await kube.get('pod', pod);
  const all = [...status.initContainerStatuses ?? [], ...status.containerStatuses ?? []];
  return all.find(({ name }) => name === container).restartCount;
}

const server = ({ lab }: Scene): string => {
  const { redis } = lab.deployment.plan.ports;
  return `*redis-server\\ *:${redis}*|*valkey-server\\ *:${redis}*`;
};

export const PROCESS_DRILLS: Drill[] = [
  {
    name: 'kill-primary-process', promised: crash,
    happen: async (scene) => kill(scene, await somePrimary(scene), 'redis', server(scene)),
  },
  {
    name: 'kill-replica-process', promised: () => 1,
    happen: async (scene) => {
      const primary = await somePrimary(scene);
      const { dataNodes } = scene.lab.deployment;
      const { shard } = dataNodes.find(({ name }) => name === primary)!;
      const replica = scene.random.pick(dataNodes.filter((node) => node.name !== primary && node.shard === shard));
      await kill(scene, replica.name, 'redis', server(scene));
    },
  },
  {
    name: 'kill-agent', promised: () => 1,
    happen: async (scene) => kill(scene, await somePrimary(scene), 'agent', 'node\\ *redis-ha-agent.js\\ run\\ *'),
  },
  {
    name: 'kill-sentinel', suits: hasSentinels, promised: () => 1,
    happen: async (scene) => {
      await kill(scene, await somePrimary(scene), 'sentinel', `*sentinel\\ *:${scene.lab.deployment.plan.ports.sentinel}*`);
    },
  },
];
