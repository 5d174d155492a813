// A provisioner: every claim gets a folder of this machine as a volume of type `local`, on which kubelet applies fsGroup as on
// a real disk (it does not on hostPath). All nodes are this machine, so a volume follows its pod anywhere.
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';

const VOLUMES = '/api/v1/persistentvolumes';
/** Retain: there is no deleter in the cluster, this is it. */
const ANYWHERE = { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'Exists' }] }] } };

export async function provide(api, folder) {
  const [claims, volumes] = await Promise.all([api.list('/api/v1/persistentvolumeclaims'), api.list(VOLUMES)]);
  for (const { metadata, status, spec } of claims) {
    // By the claim's uid: one that is made again under its name gets an empty volume.
    const name = `volume-${metadata.uid}`;
    if (status?.phase !== 'Pending' || spec.volumeName || volumes.some((volume) => volume.metadata.name === name)) continue;
    const directory = path.join(folder, name);
    mkdirSync(directory, { recursive: true });
    chmodSync(directory, 0o755);
    await api.ask('POST', VOLUMES, {
      apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name },
      spec: {
        capacity: { storage: spec.resources.requests.storage }, accessModes: spec.accessModes, storageClassName: spec.storageClassName ?? '',
        persistentVolumeReclaimPolicy: 'Retain', local: { path: directory }, nodeAffinity: ANYWHERE,
        claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: metadata.namespace, name: metadata.name, uid: metadata.uid },
      },
    });
  }
  for (const { metadata, spec } of volumes.filter(({ status }) => status?.phase === 'Released')) {
    await api.ask('DELETE', `${VOLUMES}/${metadata.name}`);
    rmSync(spec.local.path, { recursive: true, force: true });
  }
}
