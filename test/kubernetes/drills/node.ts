import { sleep } from '../../../lib/drill/clock';
import type { DeploymentPlan } from '../../../lib/plan';
import { eventually, type Json, type Kube } from '../kube';
import type { Lab } from '../lab';
import { followsByItself, somePrimary, type Drill, type Scene } from './drill';
import { deletePods } from './pod';

const local = (lab: Lab): boolean => lab.machines !== undefined && followsByItself(lab);
const hang = (plan: DeploymentPlan): number => plan.promise.rto.hangSeconds;

async function hostOf({ lab }: Scene, node: string): Promise<string> {
  return (await lab.kube.get('pod', lab.deployment.pod(node))).spec.nodeName;
}

async function awaitHost(kube: Kube, host: string, ready: boolean): Promise<void> {
  await eventually(`${host} is ${ready ? '' : 'not '}ready`, async () => {
    const { status } = await kube.get('node', host);
    return status.conditions.some((condition: Json) => condition.type === 'Ready' && (condition.status === 'True') === ready);
  }, 120_000);
}

/**
 * A host that dies with most of a Cluster's primaries on it takes their votes along, and nobody can fail over: what rule R12
 * moves apart at night. Here it cannot be waited for: of primaries that have come together all but one are moved.
 */
async function spreadPrimaries(scene: Scene): Promise<void> {
  const { lab: { deployment }, log } = scene;
  if (deployment.shards.length < 2) return;
  for (let tries = 0; tries < 6; tries += 1) {
    const primaries = await Promise.all(deployment.shards.map((shard) => deployment.primary(shard)));
    const hosts = await Promise.all(primaries.map((node) => hostOf(scene, node)));
    const together = primaries.filter((_, index) => hosts.filter((host) => host === hosts[index]).length * 2 > primaries.length);
    if (together.length === 0) return;
    log(`${together.join(', ')} are on one host`);
    await deletePods(scene, [scene.random.pick(together)]);
    await deployment.ready();
  }
}

export const NODE_DRILLS: Drill[] = [
  {
    name: 'cut-power-of-primary', suits: local, promised: hang,
    happen: async (scene) => {
      const { lab: { machines, kube }, run, log } = scene;
      await spreadPrimaries(scene);
      const host = await hostOf(scene, await somePrimary(scene));
      log(`the power of ${host} fails`);
      await machines!.cutPower(host);
      try {
        await run.writesSince(await run.mark(), 60_000);
        await awaitHost(kube, host, false);
      } finally {
        log(`${host} boots`);
        await machines!.boot(host);
      }
      await awaitHost(kube, host, true);
    },
  },
  {
    name: 'unplug-primary', suits: local, promised: hang,
    happen: async (scene) => {
      const { lab: { machines }, random, run, log } = scene;
      await spreadPrimaries(scene);
      const host = await hostOf(scene, await somePrimary(scene));
      log(`the network of ${host} is cut`);
      await machines!.unplug(host);
      try {
        await run.writesSince(await run.mark(), 60_000);
        await sleep(random.between(0, 15_000));
      } finally {
        log(`the network of ${host} is back`);
        await machines!.plug(host);
      }
    },
  },
  {
    // Nothing happens to what runs there; pods that are not ready are only taken out of Services, after a while.
    name: 'stop-kubelet-of-primary', suits: local,
    happen: async (scene) => {
      const { lab: { machines, kube }, log } = scene;
      const host = await hostOf(scene, await somePrimary(scene));
      log(`the kubelet of ${host} stops`);
      await machines!.stopKubelet(host);
      try {
        await awaitHost(kube, host, false);
        await sleep(5000);
      } finally {
        machines!.startKubelet(host);
      }
      await awaitHost(kube, host, true);
    },
  },
  {
    name: 'drain-every-node', promised: ({ promise }) => promise.rto.handoverSeconds,
    suits: ({ machines }) => machines !== undefined,
    happen: async ({ lab, random, log }) => {
      const { kube, deployment } = lab;
      const hosts = [...new Set((await deployment.pods()).map(({ spec }) => spec.nodeName as string))];
      for (const host of random.shuffle(hosts)) {
        log(`drain ${host}`);
        const began = Date.now();
        try {
          await kube.run(['drain', host, '--ignore-daemonsets', '--delete-emptydir-data', '--timeout', '300s',
            '--pod-selector', `app.kubernetes.io/instance=${deployment.plan.name}`], '', 310_000);
        } finally {
          await kube.run(['uncordon', host]);
        }
        log(`${host} was drained in ${Date.now() - began} ms`);
        await deployment.ready();
      }
    },
  },
];
