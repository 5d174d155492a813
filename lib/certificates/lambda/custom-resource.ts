import { setTimeout as sleep } from 'node:timers/promises';

/** What CloudFormation sends to the function behind a custom resource, as far as it is used. */
export interface CustomResourceRequest {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  /** Where the answer is put. */
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
}

/** CloudFormation takes 4 KiB in all. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html */
const LONGEST_REASON = 1000;
const TRIES = 4;
const PAUSE_MS = 1000;
const TIMEOUT_MS = 10_000;

/**
 * Does what is asked for and tells CloudFormation, also when it fails: otherwise it would wait for an hour.
 *
 * @param work not called for a resource that is deleted: what was made is kept
 * @throws whatever made the work fail, once it has been told, or why it could not be
 */
export async function answering(request: CustomResourceRequest, work: () => Promise<Record<string, string>>): Promise<void> {
  const { StackId, RequestId, LogicalResourceId } = request;
  // The same for life: another one would be a replacement.
  const answer = { PhysicalResourceId: `${StackId}/${LogicalResourceId}`, StackId, RequestId, LogicalResourceId };
  let data: Record<string, string>;
  try {
    data = request.RequestType === 'Delete' ? {} : await work();
  } catch (failure) {
    await put(request.ResponseURL, { ...answer, Status: 'FAILED', Reason: (failure as Error).message.slice(0, LONGEST_REASON) });
    throw failure;
  }
  await put(request.ResponseURL, { ...answer, Status: 'SUCCESS', Data: data });
}

async function put(url: string, answer: object): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      // As bytes: they get no content type, and the address was signed without one.
      const response = await fetch(url, {
        method: 'PUT', body: Buffer.from(JSON.stringify(answer)), signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (response.ok) {
        return;
      }
      throw new Error(`it answered ${response.status}`);
    } catch (failure) {
      if (tries === TRIES) {
        throw new Error(`CloudFormation could not be told: ${(failure as Error).message}`, { cause: failure });
      }
      await sleep(PAUSE_MS);
    }
  }
}
