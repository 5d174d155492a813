import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ISSUER_METRICS, ISSUER_VARIABLE, ISSUER_VERSION, type IssuerSettings } from '../issuer-settings';
import { keepCertificates, type Upkept } from '../upkeep';
import { answering, type CustomResourceRequest } from './custom-resource';
import { SecretsManagerStore } from './secrets-manager';

/** Attribute of the custom resource: what clients are to trust. */
const CA_ATTRIBUTE = 'CaCertificate';

/**
 * The function of an own authority: called by CloudFormation when the deployment is made or its names change, and by a schedule.
 * Either way it looks whether the certificates are as they should be. No answer and no line of its log holds a key.
 *
 * @throws whatever made it fail, so that Lambda counts an error
 */
export async function handler(event: Partial<CustomResourceRequest>): Promise<void> {
  if (event.RequestType !== undefined) {
    await answering(event as CustomResourceRequest, async () => ({ [CA_ATTRIBUTE]: (await look()).ca }));
    return;
  }
  await look();
}

async function look(): Promise<Upkept> {
  const settings = settingsIn(process.env);
  const { deployment } = settings;
  const client = new SecretsManagerClient();
  try {
    const kept = await keepCertificates(settings, new SecretsManagerStore(client));
    const { namespace, dimension, daysLeft } = ISSUER_METRICS;
    say({
      _aws: {
        Timestamp: Date.now(),
        CloudWatchMetrics: [{ Namespace: namespace, Dimensions: [[dimension]], Metrics: [{ Name: daysLeft, Unit: 'Count' }] }],
      },
      [dimension]: deployment,
      [daysLeft]: kept.daysLeft,
      level: 'info',
      message: kept.issued === undefined ? 'the certificate is in order' : `a new certificate: ${kept.issued}`,
    });
    return kept;
  } catch (failure) {
    say({ deployment, level: 'error', message: (failure as Error).message });
    throw failure;
  } finally {
    client.destroy();
  }
}

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function settingsIn(env: NodeJS.ProcessEnv): IssuerSettings {
  const settings = JSON.parse(env[ISSUER_VARIABLE] ?? 'null') as IssuerSettings | null;
  if (settings?.schemaVersion !== ISSUER_VERSION) {
    throw new Error(`${ISSUER_VARIABLE} is of version ${settings?.schemaVersion ?? 'none'}, this function reads ${ISSUER_VERSION}: `
      + 'deploy both together');
  }
  return settings;
}
