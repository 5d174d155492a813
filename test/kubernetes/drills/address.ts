import { CERTIFICATE_FILES } from '../../../lib/certificates';
import { POD_PATHS } from '../../../lib/config/kubernetes-pod';
import { TopologyKind, UserName } from '../../../lib/model';
import { NodeRole } from '../../../lib/plan';
import { eventually } from '../kube';
import { somePrimary, type Drill, type Scene } from './drill';

async function recreate({ lab: { kube, deployment }, log }: Scene, nodes: string[]): Promise<void> {
  const services = nodes.map((node) => deployment.names.node(node));
  const objects = deployment.objects().filter(({ kind, metadata }) => kind === 'Service' && services.includes(metadata.name));
  const old = await Promise.all(services.map(async (service) => (await kube.get('service', service)).spec.clusterIP as string));
  // Another takes its address, or the same one might be given again.
  const holders = old.map((clusterIP, index) => ({
    apiVersion: 'v1', kind: 'Service', metadata: { name: `holder-${index}-${Date.now().toString(36)}` },
    spec: { clusterIP, ports: [{ port: 1 }] },
  }));
  log(`delete the Services ${services.join(', ')}`);
  await kube.run(['delete', 'service', ...services]);
  await kube.apply(holders);
  await kube.apply(objects);
  const now = await Promise.all(services.map(async (service) => (await kube.get('service', service)).spec.clusterIP as string));
  log(`${old.join(', ')} became ${now.join(', ')}`);
  await kube.run(['delete', 'service', ...holders.map(({ metadata }) => metadata.name), '--wait=false']);
  await repaired(deployment);
}

/**
 * Waits until every Sentinel names the primary, and every Cluster node all others, by addresses that there are: until then
 * clients are sent to nobody.
 */
async function repaired(deployment: Scene['lab']['deployment']): Promise<void> {
  const { plan, kube, names } = deployment;
  const { masterName, kind } = plan.topology;
  const cluster = kind === TopologyKind.CLUSTER;
  const port = cluster ? plan.ports.redis : plan.ports.sentinel;
  const words = cluster ? 'CLUSTER NODES' : `SENTINEL GET-MASTER-ADDR-BY-NAME ${masterName}`;
  const question = `const { readFileSync } = require('fs');
    const ca = readFileSync('${POD_PATHS.certificatesDir}/${CERTIFICATE_FILES.ca}');
    const s = require('tls').connect({ port: ${port}, host: '127.0.0.1', servername: '${plan.tls!.serverName}', ca });
    s.pipe(process.stdout);
    const password = readFileSync('${POD_PATHS.secretsDir}/${UserName.APP}', 'utf8');
    // A Sentinel knows no QUIT.
    s.setTimeout(500, () => s.destroy());
    s.write('AUTH ${UserName.APP} ' + password + '\\r\\n${words}\\r\\n');`;
  for (const node of plan.nodes.filter(({ roles }) => roles.includes(cluster ? NodeRole.DATA : NodeRole.SENTINEL))) {
    let named = '';
    await eventually(`${node.name} names addresses that there are`, async () => {
      const services = await Promise.all(plan.nodes.map(({ name }) => kube.get('service', names.node(name))));
      named = (await kube.try(['exec', deployment.pod(node.name), '--container', 'agent', '--', 'node', '-e', question])).stdout;
      const addresses = services.map(({ spec }) => spec.clusterIP as string);
      return cluster
        ? addresses.every((address) => named.includes(` ${address}:`)) && !/[ ,]fail|noaddr|disconnected/.test(named)
        : addresses.some((address) => named.split(/\r\n/).includes(address));
    }, 180_000, () => named.replace(/\r\n/g, ' '));
  }
}

/** Addresses are for life: who takes one away is heard by everybody, and has to be survived without a loss, not without a gap. */
export const ADDRESS_DRILLS: Drill[] = [
  {
    name: 'recreate-service-of-replica',
    happen: async (scene) => {
      const { lab: { deployment }, random } = scene;
      const primary = await somePrimary(scene);
      const { shard } = deployment.dataNodes.find(({ name }) => name === primary)!;
      const replicas = deployment.dataNodes.filter((node) => node.name !== primary && node.shard === shard);
      await recreate(scene, [random.pick(replicas).name]);
    },
  },
  { name: 'recreate-service-of-primary', happen: async (scene) => recreate(scene, [await somePrimary(scene)]) },
  { name: 'recreate-every-service', happen: async (scene) => recreate(scene, scene.lab.deployment.plan.nodes.map(({ name }) => name)) },
];
