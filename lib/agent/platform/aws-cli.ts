import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** Calls the AWS CLI and returns its parsed answer, undefined when it answers nothing. Arguments never hold a secret. */
export type AwsCli = (args: string[]) => Promise<unknown>;

/** A refused or failed call. */
export class AwsCallFailed extends Error {
  constructor(
    call: string,
    /** The service's error code, for example `ConditionalCheckFailedException`; empty when the call did not get that far. */
    public readonly code: string,
    detail: string,
  ) {
    super(`aws ${call}: ${detail}`);
    this.name = 'AwsCallFailed';
  }
}

/** Longer than the CLI's own retries; a call that hangs must not hang its caller for ever. */
const CALL_TIMEOUT_MS = 60_000;
const LARGEST_ANSWER = 4 * 1024 * 1024;

/**
 * The CLI rather than an SDK: the node has it anyway, and the agent stays one small file.
 */
export function awsCli(region: string, program = 'aws'): AwsCli {
  const env = {
    ...process.env,
    AWS_PAGER: '', AWS_REGION: region, AWS_DEFAULT_REGION: region, AWS_RETRY_MODE: 'standard', AWS_MAX_ATTEMPTS: '3',
    // A busy machine is waited for, and never asked without a token, which it refuses.
    AWS_EC2_METADATA_V1_DISABLED: 'true', AWS_METADATA_SERVICE_TIMEOUT: '5', AWS_METADATA_SERVICE_NUM_ATTEMPTS: '5',
  };
  return async (args) => {
    const call = args.slice(0, 2).join(' ');
    try {
      const { stdout } = await exec(
        program, [...args, '--output', 'json', '--cli-connect-timeout', '5', '--cli-read-timeout', '15'],
        { env, timeout: CALL_TIMEOUT_MS, maxBuffer: LARGEST_ANSWER },
      );
      return stdout.trim() === '' ? undefined : JSON.parse(stdout) as unknown;
    } catch (failure) {
      const { stderr = '', message } = failure as { stderr?: string; message: string };
      const code = /An error occurred \((\w+)\)/.exec(stderr)?.[1] ?? '';
      throw new AwsCallFailed(call, code, stderr.trim() || message);
    }
  };
}
