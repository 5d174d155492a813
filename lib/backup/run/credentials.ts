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
