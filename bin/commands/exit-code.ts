import { InvalidInput } from '../../lib/model';
import { PlanRefused } from '../../lib/plan';

/** What the shell and CI learn from a command. */
export enum ExitCode {
  OK = 0,
  /** The answer is no: findings with errors, a failed verdict, an unsafe or unhealthy deployment. */
  NEGATIVE = 1,
  /** A flag, a plan file or a value in it cannot be used. */
  BAD_INPUT = 2,
  /** This machine lacks a program or a right. */
  MACHINE = 3,
  /** It could not be carried out for another reason. */
  FAILED = 4,
  /** The user ended it with a signal; what it had started was taken down first. */
  INTERRUPTED = 130,
}

export const EXIT_CODES_HELP = `
Exit codes:
  0  done; the answer is yes
  1  the answer is no: findings with errors, a failed verdict, not safe, not healthy, plans that differ in place-breaking ways
  2  bad input: a flag, a plan file or a value in it; the message names it and how to fix it
  3  this machine lacks a program or a right; the message says which
  4  it could not be carried out for another reason
  130  interrupted by SIGINT, SIGTERM or SIGHUP; what it had started was taken down first. A second signal ends it at once

Results go to standard output, progress and errors to standard error. Every command takes --json.`;

/** This machine cannot do what was asked. */
export class MachineLacks extends Error {}

/** The user does not want it any more. */
export class Interrupted extends Error {}

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof Interrupted) {
    return ExitCode.INTERRUPTED;
  }
  if (error instanceof MachineLacks) {
    return ExitCode.MACHINE;
  }
  if (error instanceof InvalidInput) {
    return ExitCode.BAD_INPUT;
  }
  return error instanceof PlanRefused ? ExitCode.NEGATIVE : ExitCode.FAILED;
}
