import { InvalidInput } from '../../lib/model';

/** Oldest API server: the agent is a native sidecar, which is on by default from here. */
const OLDEST_MINOR = 29;
/** What is assumed of a cluster nobody described: the oldest that is still maintained. */
const ASSUMED = '1.33';

/**
 * Minor version of the oldest API server that manifests are for.
 *
 * @throws InvalidInput for something else than a version, and for one that is too old
 */
export function minorOf(kubernetesVersion = ASSUMED): number {
  const minor = /^v?1\.(\d{1,3})(\.\d+)?([-+].*)?$/.exec(kubernetesVersion)?.[1];
  if (minor === undefined) {
    throw new InvalidInput('kubernetesVersion', `got "${kubernetesVersion}"`, 'give a version such as "1.33"');
  }
  if (Number(minor) < OLDEST_MINOR) {
    throw new InvalidInput('kubernetesVersion',
      `got ${kubernetesVersion}, where a pod has no native sidecar: the agent would end beside Redis instead of after it, and `
      + 'a drained primary could not hand over',
      `upgrade the cluster to 1.${OLDEST_MINOR} or newer`);
  }
  return Number(minor);
}
