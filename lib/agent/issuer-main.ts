import { parseArgs } from 'node:util';
import { createCertificates, issuerSettingsIn } from './create-certificates';
import { jsonLog } from './log';
import { KubernetesApi } from './platform/kubernetes-api';

/**
 * A Job's program: issues the certificates of a deployment, or leaves them as they are. A program of its own, since it carries
 * what issuing takes, and no agent issues anything.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { account: { type: 'string' } } });
  if (!values.account) {
    throw new Error('usage: redis-ha-certificates --account <folder of the service account>');
  }
  const settings = issuerSettingsIn(process.env);
  const api = new KubernetesApi(values.account);
  try {
    await createCertificates(settings, api, jsonLog(settings.deployment));
  } finally {
    api.close();
  }
}

main().catch((failure: unknown) => {
  process.stderr.write(`redis-ha-certificates: ${failure instanceof Error ? failure.message : String(failure)}\n`);
  process.exit(1);
});
