import { POD_LABELS } from '../../../lib/config/kubernetes-pod';
import type { DeploymentPlan } from '../../../lib/plan';
import { eventually } from '../kube';
import { type Drill, type Scene } from './drill';

const handover = ({ promise }: DeploymentPlan): number => promise.rto.handoverSeconds;

/** Waits until the controllers have begun; that they have ended is what `ready` of the deployment means. */
async function begun({ lab: { kube, deployment } }: Scene, revisions: Map<string, string>): Promise<void> {
  await eventually('the rollout has begun', async () => {
    const sets = await kube.list('statefulsets', `${POD_LABELS.instance}=${deployment.plan.name}`);
    return sets.every(({ metadata, status }) => status.updateRevision !== revisions.get(metadata.name));
  }, 60_000);
}

async function revisionsOf({ lab: { kube, deployment } }: Scene): Promise<Map<string, string>> {
  const sets = await kube.list('statefulsets', `${POD_LABELS.instance}=${deployment.plan.name}`);
  return new Map(sets.map(({ metadata, status }) => [metadata.name, status.updateRevision]));
}

/** A rollout of many shards takes longer than what follows a fault. */
const ROLLED_MS = 900_000;

export const ROLLOUT_DRILLS: Drill[] = [
  {
    name: 'rolling-restart', promised: handover,
    happen: async (scene) => {
      const { lab: { kube, deployment }, log } = scene;
      const before = await revisionsOf(scene);
      log('kubectl rollout restart');
      await kube.run(['rollout', 'restart', 'statefulset', '--selector', `${POD_LABELS.instance}=${deployment.plan.name}`]);
      await begun(scene, before);
      await deployment.ready(ROLLED_MS);
    },
  },
  {
    name: 'change-everything', promised: handover,
    happen: async (scene) => {
      const { lab: { deployment }, log, random } = scene;
      const before = await revisionsOf(scene);
      log('applied with another annotation of every pod');
      await deployment.with({ annotations: { 'example.com/changed': String(random.whole(1, 1e9)) } }).apply();
      await begun(scene, before);
      await deployment.ready(ROLLED_MS);
    },
  },
];
