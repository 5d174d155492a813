import { CERTIFICATE_FILES, type Certificates } from './certificates';

/**
 * Certificates from the text of a secret: JSON whose members are named like the files.
 *
 * @param source what it is the text of, for errors
 * @throws Error that names what is missing, never what is there
 */
export function certificatesIn(text: string | undefined, source: string): Certificates {
  const members = objectIn(text);
  const [ca, cert, key] = [CERTIFICATE_FILES.ca, CERTIFICATE_FILES.cert, CERTIFICATE_FILES.key].map((name) => {
    const pem = members?.[name];
    if (typeof pem !== 'string' || !pem.includes('-----BEGIN ')) {
      throw new Error(`${source} ${members ? `has no PEM in "${name}"` : 'is no JSON object'}: it must be JSON with `
        + `${Object.values(CERTIFICATE_FILES).map((file) => `"${file}"`).join(', ')}`);
    }
    return pem;
  });
  return { ca: ca!, cert: cert!, key: key! };
}

/** The text of a secret that holds them. */
export function secretTextOf({ ca, cert, key }: Certificates): string {
  return JSON.stringify({ [CERTIFICATE_FILES.ca]: ca, [CERTIFICATE_FILES.cert]: cert, [CERTIFICATE_FILES.key]: key });
}

function objectIn(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : undefined;
  } catch {
    return undefined;
  }
}
