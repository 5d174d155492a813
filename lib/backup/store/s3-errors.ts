import type { S3Bucket } from './s3-client';

/** An error that says what people need to know already. */
export class InWords extends Error {}

/** What was being done when S3 refused: for people, and which permissions it takes. */
export interface S3Doing {
  /** For example `read`, followed by the object's address. */
  readonly what: string;
  /** Whole key in the bucket. */
  readonly key: string;
  /** For example `s3:GetObject`. */
  readonly permissions: string[];
  /** What else to do where permission is denied. */
  readonly ifDenied?: string;
}

interface ServiceError extends Error {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
  readonly $response?: { readonly headers?: Record<string, string> };
  readonly Region?: string;
}

export function statusOf(error: unknown): number | undefined {
  return (error as ServiceError | undefined)?.$metadata?.httpStatusCode;
}

export function nameOf(error: unknown): string {
  return (error as ServiceError | undefined)?.name ?? '';
}

/** Whether the request was sent more than once: then the first may have succeeded though its answer was lost. */
export function sentTwice(error: unknown): boolean {
  return ((error as ServiceError | undefined)?.$metadata?.attempts ?? 1) > 1;
}

/** Of the network: the service has not answered, or not in full. */
const UNANSWERED = /\b(ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ERR_STREAM_PREMATURE_CLOSE)\b/;

/** Whether the same may succeed later: the network, or the service's own trouble. */
export function isPassing(error: unknown): boolean {
  const { code, name, message } = error as ServiceError;
  const status = statusOf(error);
  // Where the SDK runs in a context of its own it packs an error of the network into another that has only its words.
  return UNANSWERED.test(code ?? message)
    || ['TimeoutError', 'SlowDown', 'RequestTimeout', 'InternalError', 'ServiceUnavailable'].includes(name)
    || (status !== undefined && (status >= 500 || status === 429) && status !== 501);
}

/** An error of the SDK in words that name the bucket, the object and what to do. */
export async function s3Error(error: unknown, at: S3Bucket, doing: S3Doing): Promise<Error> {
  if (error instanceof InWords) {
    return error;
  }
  const object = `s3://${at.bucket}${doing.key === '' ? '' : `/${doing.key}`}`;
  const reason = reasonOf(error as ServiceError, at.bucket, await at.place(), doing);
  return new InWords(`cannot ${doing.what} ${object}: ${reason}`, { cause: error });
}

function reasonOf(error: ServiceError, bucket: string, place: string, { permissions, ifDenied }: S3Doing): string {
  const said = error.message.replace(/\.$/, '');
  const status = statusOf(error);
  switch (error.name) {
    case 'NoSuchBucket':
      return `there is no bucket ${bucket} (${place}); create it, or correct its name`;
    case 'CredentialsProviderError':
      return 'no AWS credentials were found; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where a role is attached'
        + ` (${said})`;
    case 'ExpiredToken': case 'ExpiredTokenException': case 'TokenRefreshRequired':
      return `the AWS credentials have expired; get new ones (${said})`;
    case 'InvalidAccessKeyId': case 'SignatureDoesNotMatch': case 'InvalidToken':
      return `the AWS credentials are not valid at ${place}; check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (${said})`;
    case 'RequestTimeTooSkewed':
      return `the clock of this machine is wrong; S3 refuses requests that are 15 minutes off (${said})`;
    case 'PermanentRedirect': case 'AuthorizationHeaderMalformed': case 'IllegalLocationConstraintException': {
      const region = error.Region ?? error.$response?.headers?.['x-amz-bucket-region'];
      return `the bucket is in ${region ? `region ${region}` : 'another region'}, not at ${place}; set AWS_REGION${region ? `=${region}` : ' to its region'}`;
    }
    case 'InvalidObjectState':
      return 'it is in an archive class and cannot be read as it is; restore it first (aws s3api restore-object)';
    case 'NotImplemented':
      return `the server (${place}) does not know a request that backups need, such as a conditional write (If-None-Match); use one that does (${said})`;
    case 'ConditionalRequestConflict':
      return `somebody else wrote or removed it at the same time; try again (${said})`;
    default:
  }
  if (error.name.startsWith('KMS.') || /\bKMS\b.*(disabled|not exist|pending deletion)/i.test(said)) {
    return `its KMS key cannot be used; check that it exists, is enabled and is in the bucket's region (${said})`;
  }
  if (error.name === 'AccessDenied' || status === 403) {
    const kms = /kms/i.test(said) ? ', or kms:GenerateDataKey and kms:Decrypt on the key of the bucket' : '';
    return `permission denied; it takes ${permissions.join(' and ')}${kms}, and no policy of the bucket or the endpoint that denies it (${said})`
      + (ifDenied === undefined ? '' : `; ${ifDenied}`);
  }
  if (/region is missing/i.test(said)) {
    return 'no AWS region is set; set AWS_REGION to the bucket\'s region';
  }
  if (['ENOTFOUND', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN'].includes(error.code ?? '') || /ECONNREFUSED|ENOTFOUND/.test(said)) {
    return `${place} cannot be reached; check the endpoint (AWS_ENDPOINT_URL), the network and, in a VPC, its S3 endpoint (${said || error.code})`;
  }
  return `${error.name}: ${said || error.code || `status ${status}`} (${place})`;
}
