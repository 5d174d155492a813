import type { DeploymentPlan } from '../../../lib/plan';
import { eventually } from '../kube';
import { followsByItself, somePrimary, type Drill, type Scene } from './drill';

/** Without anybody who fails over, whoever is gone has to come back: its pod, its volume, its data. */
const RETURN = 60;
const planned = (plan: DeploymentPlan): number => plan.promise.rto.handoverSeconds;
const unplanned = (plan: DeploymentPlan): number =>
  Math.max(plan.promise.rto.worstSeconds, plan.topology.kind === 'replication' ? RETURN : 0);

/** Deletes pods and waits until others are in their places. */
export async function deletePods({ lab, log, lastWords }: Scene, nodes: string[], ...options: string[]): Promise<void> {
  const pods = nodes.map((node) => lab.deployment.pod(node));
  const before = await Promise.all(pods.map(async (pod) => (await lab.kube.get('pod', pod)).metadata.uid as string));
  for (const pod of pods) {
    const words = lab.kube.try(['logs', pod, '--container', 'agent', '--follow', '--since', '1s'], '', 300_000);
    lastWords.set(pod, words.then(({ stdout }) => stdout));
  }
  log(`delete ${pods.join(', ')} ${options.join(' ')}`);
  await lab.kube.run(['delete', 'pod', ...pods, '--wait=false', ...options]);
  for (const [index, pod] of pods.entries()) {
    await eventually(`another ${pod}`, async () => (await lab.kube.get('pod', pod)).metadata.uid !== before[index], 180_000);
  }
}

export const POD_DRILLS: Drill[] = [
  { name: 'delete-primary-pod', promised: planned, happen: async (scene) => deletePods(scene, [await somePrimary(scene)]) },
  {
    name: 'force-delete-primary-pod', promised: unplanned,
    happen: async (scene) => deletePods(scene, [await somePrimary(scene)], '--force', '--grace-period', '0'),
  },
  {
    // Nobody is asked first: every handover finds nobody to hand over to.
    name: 'restart-all',
    happen: async (scene) => deletePods(scene, scene.lab.deployment.plan.nodes.map(({ name }) => name)),
  },
  {
    name: 'force-restart-all',
    happen: async (scene) => deletePods(scene, scene.lab.deployment.plan.nodes.map(({ name }) => name), '--force', '--grace-period', '0'),
  },
  {
    name: 'wipe-primary', suits: followsByItself, promised: unplanned,
    happen: async (scene) => {
      const node = await somePrimary(scene);
      const { lab: { kube, deployment }, log } = scene;
      log(`delete ${deployment.claim(node)}`);
      await kube.run(['delete', 'pvc', deployment.claim(node), '--wait=false']);
      await deletePods(scene, [node], '--force', '--grace-period', '0');
    },
  },
];
