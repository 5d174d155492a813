import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** Within a VPC without endpoint or NAT a connection is never refused: it only takes for ever. */
const CONNECT_MS = 5_000;
const SILENCE_MS = 10_000;

/**
 * Reads it anew each time: a password may have been changed between two runs of one instance of the function.
 *
 * @param what it should hold, for errors
 * @param parse its text; may throw
 * @throws Error that names the secret, never its content
 */
export async function readSecret<T>(secretId: string, what: string, parse: (text: string) => T): Promise<T> {
  const client = new SecretsManagerClient({ requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: SILENCE_MS } });
  try {
    const { SecretString: text } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    if (!text) {
      throw new Error(`it holds no text; put ${what} into it as a string`);
    }
    return parse(text);
  } catch (failure) {
    throw new Error(`cannot read secret ${secretId}: ${reason(failure as Error)}`, { cause: failure });
  } finally {
    client.destroy();
  }
}

function reason(failure: Error & { $metadata?: { httpStatusCode?: number } }): string {
  if (failure.name === 'ResourceNotFoundException') {
    return 'there is none of that name in this region';
  }
  if (failure.name === 'AccessDeniedException') {
    return `permission denied; the function's role needs secretsmanager:GetSecretValue, and kms:Decrypt on its key (${failure.message})`;
  }
  if (failure.name === 'TimeoutError' || /ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN/.test(failure.message)) {
    return `Secrets Manager cannot be reached; the function's subnets need NAT or its interface endpoint, and that endpoint's security `
      + `group must let the function in (${failure.message})`;
  }
  return failure.message;
}
