import { sleep } from '../../../lib/drill/clock';
import { STATE_KEYS } from '../../../lib/config/kubernetes-pod';
import { eventually } from '../kube';
import type { Lab } from '../lab';

/** How long nobody may have begun anew. */
const WATCH_MS = 30_000;

/**
 * Every volume of a deployment that has had data is gone: it must not begin anew, empty, as if nothing had been. What says so
 * is the marker outside the volumes. The deployment is of no use afterwards.
 *
 * @returns what each node's agent says about it
 */
export async function wipeAll(lab: Lab): Promise<string[]> {
  const { deployment, kube } = lab;
  const run = await lab.load.start(`wipe-all-${Date.now().toString(36)}`);
  await sleep(2000);
  const old = new Set((await deployment.pods()).map(({ metadata }) => metadata.uid));
  lab.log('wipe-all: delete every claim and every pod');
  await kube.run(['delete', 'pvc', ...deployment.plan.nodes.map(({ name }) => deployment.claim(name)), '--wait=false']);
  await kube.run(['delete', 'pod', '--force', '--grace-period', '0', ...deployment.plan.nodes.map(({ name }) => deployment.pod(name))]);
  await eventually('every pod is another one, with its agent there', async () => {
    const pods = await deployment.pods();
    const agents = await Promise.all(deployment.plan.nodes.map(({ name }) => deployment.health(name, '/agent')));
    return pods.length === old.size && pods.every(({ metadata }) => !old.has(metadata.uid)) && agents.every(({ ok }) => ok);
  }, 180_000);
  const since = await run.mark();
  const end = Date.now() + WATCH_MS;
  while (Date.now() < end) {
    for (const shard of deployment.shards) {
      const leading = await deployment.leading(shard);
      if (leading.length > 0) throw new Error(`${leading.join(', ')} began anew, without the data there was`);
    }
    const { acknowledged } = await run.state(since);
    if (acknowledged > 0) throw new Error(`${acknowledged} writes were acknowledged by a deployment without its data`);
    await sleep(1000);
  }
  const { data } = await kube.get('configmap', deployment.names.state);
  if (!data?.[STATE_KEYS.marker]) throw new Error('the marker outside the volumes is gone');
  // The API server's proxy tells nothing of what an answer that is no success says.
  const said = await Promise.all(deployment.dataNodes.map(async ({ name }) => {
    const { stdout } = await kube.try(['logs', deployment.pod(name), '--container', 'agent']);
    return `${name}: ${stdout.split('\n').filter((line) => line.includes('"event":"phase"')).at(-1) ?? 'nothing'}`;
  }));
  said.forEach((line) => lab.log(`wipe-all: ${line}`));
  return said;
}
