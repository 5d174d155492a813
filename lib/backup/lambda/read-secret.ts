import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** What a secret holds that lets into the servers. */
export interface Credentials {
  readonly password: string;
  readonly username?: string;
  /** PEM: authority, certificate and key, for servers with certificates. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

const FIELDS = ['password', 'username', 'ca', 'cert', 'key'] as const;
/** Within a VPC without endpoint or NAT a connection is never refused: it only takes for ever. */
const CONNECT_MS = 5_000;
const SILENCE_MS = 10_000;

/**
 * Reads it anew each time: a password may have been changed between two runs of one instance of the function.
 *
 * @throws Error that names the secret, never its content
 */
export async function readSecret(secretId: string): Promise<Credentials> {
  const client = new SecretsManagerClient({ requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: SILENCE_MS } });
  try {
    const { SecretString: text } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    if (!text) {
      throw new Error('it holds no text; put the password into it as a string');
    }
    return credentialsIn(text);
  } catch (failure) {
    throw new Error(`cannot read secret ${secretId}: ${reason(failure as Error)}`, { cause: failure });
  } finally {
    client.destroy();
  }
}

/** The password alone, or a JSON object. @throws Error for JSON without a password */
export function credentialsIn(text: string): Credentials {
  const object = objectIn(text);
  if (!object) {
    return { password: text };
  }
  const wrong = FIELDS.find((name) => object[name] !== undefined && typeof object[name] !== 'string');
  if (wrong !== undefined || !object.password) {
    throw new Error(wrong === undefined ? 'it is JSON without "password"' : `"${wrong}" in it is no string`);
  }
  const { password, username, ca, cert, key } = object as unknown as Credentials;
  return { password, username, ca, cert, key };
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : undefined;
  } catch {
    return undefined;
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
