import { CommanderError } from 'commander';
import { ExitCode, exitCodeOf } from './exit-code';
import { progress } from './output';
import { program } from './program';

/** Runs the command line and returns the exit code. Errors are one message on standard error, without a stack trace. */
export async function run(words: string[]): Promise<ExitCode> {
  let code = ExitCode.OK;
  try {
    await program((result) => { code = result; }).parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has already written its message, or the help that was asked for.
      return error.exitCode === 0 ? ExitCode.OK : ExitCode.BAD_INPUT;
    }
    progress(`redis-ha: ${error instanceof Error ? error.message : String(error)}`);
    if (process.env.REDIS_HA_TRACE && error instanceof Error) {
      progress(error.stack ?? '');
    }
    return exitCodeOf(error);
  }
}
