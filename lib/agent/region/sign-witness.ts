import { createHash } from 'node:crypto';
import type { WitnessRequest } from '../../region';
import { signedHeaders, type Credentials } from '../platform/aws-signature';

/**
 * Signs requests to a witness in S3, or in a store that speaks as S3 does (AWS signature 4).
 *
 * @param region that it is signed for
 * @param credentials asked for at each request
 */
export function signer(
  region: string, credentials: () => Promise<Credentials>, now: () => Date = () => new Date(),
): (request: WitnessRequest) => Promise<Record<string, string>> {
  return async ({ method, url, headers, body }) => {
    const { host, ...others } = headers;
    const signed = signedHeaders({
      method, path: url.pathname, host: host ?? url.host, body, region, service: 's3', now: now(),
      headers: { ...others, 'x-amz-content-sha256': createHash('sha256').update(body).digest('hex') },
    }, await credentials());
    return { ...signed, host: host ?? url.host };
  };
}

/** @throws Error when the environment has no AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY */
export function credentialsOf(environment: Record<string, string | undefined>): Credentials {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = environment;
  if (!accessKeyId || !secretAccessKey) {
    throw new Error('requests to the witness are to be signed, and there are no keys: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}
