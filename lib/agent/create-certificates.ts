import { ISSUER_VARIABLE, ISSUER_VERSION, type IssuerSettings } from '../certificates/issuer-settings';
import { keepCertificates } from '../certificates/upkeep';
import { serviceHosts } from '../config';
import type { Log } from './log';
import type { KubernetesApi } from './platform/kubernetes-api';
import { KubernetesSecrets } from './platform/kubernetes-secrets';

/**
 * Sees to it that a deployment's Secrets hold certificates that are as they should be and last. No line of the log holds a key.
 *
 * @throws Error when they cannot be read or written
 */
export async function createCertificates(settings: IssuerSettings, api: KubernetesApi, log: Log): Promise<void> {
  const namespace = await api.namespace();
  // Of Services, whose longer names are known only in here.
  const dnsNames = settings.dnsNames.flatMap((service) => serviceHosts(service, namespace));
  const { issued, daysLeft } = await keepCertificates({ ...settings, dnsNames }, new KubernetesSecrets(settings, api));
  log('certificates', {
    secret: settings.certificateSecretId, result: issued === undefined ? 'in order' : `issued: ${issued}`, daysLeft: Math.floor(daysLeft),
  });
}

/** @throws Error for settings of another version, or none */
export function issuerSettingsIn(env: NodeJS.ProcessEnv): IssuerSettings {
  const settings = JSON.parse(env[ISSUER_VARIABLE] ?? 'null') as IssuerSettings | null;
  if (settings?.schemaVersion !== ISSUER_VERSION) {
    throw new Error(`${ISSUER_VARIABLE} is of version ${settings?.schemaVersion ?? 'none'}, this program reads ${ISSUER_VERSION}: `
      + 'deploy both together');
  }
  return settings;
}
