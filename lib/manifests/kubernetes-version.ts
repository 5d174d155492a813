import { InvalidInput } from '../model';

/** What is assumed of a cluster nobody described: the oldest version that is widely maintained. */
const ASSUMED = '1.33';

/**
 * Minor version of the oldest API server that manifests are for.
 *
 * @throws InvalidInput for something else than a version
 */
export function minorOf(kubernetesVersion = ASSUMED): number {
  const minor = /^v?1\.(\d{1,3})(\.\d+)?([-+].*)?$/.exec(kubernetesVersion)?.[1];
  if (minor === undefined) {
    throw new InvalidInput('kubernetesVersion', `got "${kubernetesVersion}"`, `give a version such as "${ASSUMED}"`);
  }
  return Number(minor);
}
