import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { seedBundle } from '../../lib/agent/bundle';
import { sleep } from '../../lib/drill/clock';
import { Topology, UserName } from '../../lib/model';
import { backupScheduleManifests, deploymentTargets } from '../../lib/manifests';
import { Deployment } from './deployment';
import { eventually } from './kube';
import { IMAGES, Lab } from './lab';
import { forMinor } from './legacy';
import { CREDENTIALS, ObjectStore } from './object-store';

jest.setTimeout(900_000);

const STORE_SECRET = 'store';

describe('restore-latest on Kubernetes', () => {
  let lab: Lab;
  let store: ObjectStore | undefined;
  let broken = true;

  beforeAll(async () => {
    lab = await Lab.up('origin', Topology.sentinel());
    if (!lab.machines) return;
    store = await ObjectStore.start(lab.machines);
    await lab.kube.apply([{ apiVersion: 'v1', kind: 'Secret', metadata: { name: STORE_SECRET }, stringData: CREDENTIALS }]);
  });

  afterAll(async () => {
    await lab?.down(broken);
    store?.stop();
  });

  test('F8: a new deployment begins with the newest backup that a CronJob took, once, with every write of before', async () => {
    if (!store) {
      lab.log('not here: pods reach no object store of this machine');
      broken = false;
      return;
    }
    const { deployment, kube } = lab;
    const { plan } = deployment;
    const run = await lab.load.start('before');
    await sleep(4000);
    const { checked } = await run.stop();

    const name = `${plan.name}-backup`;
    const place = {
      plan, namespace: kube.namespace, labels: {}, annotations: {}, name, nodeImage: IMAGES.node, imagePullSecrets: [],
      access: store.access(STORE_SECRET), dns: [], networkPolicies: true,
    };
    await kube.apply(forMinor(deployment.minor, backupScheduleManifests({
      ...place, schedule: '0 3 * * *', cpuMillicores: 50, targets: deploymentTargets(plan),
      run: {
        deployment: plan.name, nodes: deployment.dataNodes.map((node) => `${deployment.names.node(node.name)}:${plan.ports.redis}`),
        username: UserName.BACKUP, tls: true, tlsServerName: plan.tls!.serverName, store: store.url, codec: 'auto', fromPrimary: false, verify: true,
      },
      password: { secretName: deployment.secretName, key: UserName.BACKUP },
      certificates: { secretName: deployment.caSecretName, shown: false },
      dataSet: { bytes: plan.settings.maxMemoryBytes, shards: 1, verify: true },
      program: readFileSync(join(__dirname, '../../dist/backup/redis-ha-backup.js')),
    }).map(({ object }) => object)));
    await kube.run(['create', 'job', '--from', `cronjob/${name}`, 'now']);
    await eventually('the backup is taken', async () => (await kube.get('job', 'now')).status.succeeded === 1, 180_000);
    const backup = (await store.backups(plan.name)).at(-1)!;
    expect(backup).toBeDefined();

    const copy = await Deployment.of(kube, {
      name: 'copy', topology: Topology.sentinel(), images: IMAGES, like: deployment,
      input: {
        restore: {
          binding: { store: store.url, deployment: plan.name, backup, endpoint: store.endpoint, region: 'us-east-1' },
          access: store.access(STORE_SECRET), seedProgram: readFileSync(seedBundle()),
        },
      },
    });
    // Two deployments do not fit beside each other where hosts are few.
    await kube.run(['scale', 'statefulset', ...(await kube.list('statefulsets')).map(({ metadata }) => metadata.name), '--replicas', '0']);
    await copy.apply();
    try {
      await copy.ready();
      const read = await run.readFrom(copy.names.primary);
      lab.log(`restored ${backup}: ${read.checked} acknowledged writes read back, ${read.lost} lost`);
      expect(read).toMatchObject({ lost: 0, checked });
      broken = false;
    } catch (error) {
      await copy.explain((text) => process.stderr.write(`${text}\n`));
      throw error;
    }
  });
});
