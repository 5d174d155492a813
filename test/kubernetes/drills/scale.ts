import { sleep } from '../../../lib/drill/clock';
import { Topology } from '../../../lib/model';
import type { Deployment } from '../deployment';
import { CLIENTS_HOST } from '../lab';
import { hasSentinels, type Drill, type Scene } from './drill';

const ZONE = 'topology.kubernetes.io/zone';

/** Removes the volumes of nodes that a plan no longer has, so that one that comes again under their name is empty. */
async function removeClaims({ lab: { kube } }: Scene, larger: Deployment, smaller: Deployment): Promise<void> {
  const gone = larger.plan.nodes.filter(({ name }) => !smaller.plan.nodes.some((node) => node.name === name));
  await kube.run(['delete', 'pvc', ...gone.map(({ name }) => larger.claim(name)), '--wait=false', '--ignore-not-found']);
}

export const SCALE_DRILLS: Drill[] = [
  {
    name: 'scale-replicas', suits: (lab) => hasSentinels(lab) && lab.machines !== undefined,
    promised: ({ promise }) => promise.rto.handoverSeconds,
    happen: async (scene) => {
      const { lab: { deployment, kube }, log } = scene;
      const larger = deployment.planned(Topology.sentinel({ replicas: 3 }));
      // There are as many hosts as nodes: the clients' own makes room for one more.
      await kube.run(['label', 'node', CLIENTS_HOST!, `${ZONE}=zone-1`, '--overwrite']);
      await kube.run(['uncordon', CLIENTS_HOST!]);
      try {
        log('from 2 replicas to 3');
        await larger.apply();
        await larger.ready(600_000);
        await sleep(2000);
        log('from 3 replicas to 2');
        await deployment.apply();
        await deployment.ready(600_000);
        // What a manifest no longer has is pruned by a person or a GitOps tool.
        await kube.run(['delete', 'service', larger.names.node(larger.dataNodes.at(-1)!.name)]);
        await removeClaims(scene, larger, deployment);
      } finally {
        await kube.run(['cordon', CLIENTS_HOST!]);
        await kube.run(['label', 'node', CLIENTS_HOST!, `${ZONE}-`]);
      }
    },
  },
];
