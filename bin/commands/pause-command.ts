import { Command } from 'commander';
import { InvalidInput, UserName } from '../../lib/model';
import type { DeploymentPlan } from '../../lib/plan';
import { ExitCode } from './exit-code';
import { answersText, orderAll } from './orders';
import { json, print } from './output';
import type { Finish } from './program';
import { reachOf, withReach, type ReachFlags } from './reach';
import { readPlan } from './read-plan';
import { seconds } from './values';

interface PauseFlags extends ReachFlags {
  readonly for?: string;
  readonly resume?: boolean;
  readonly json?: boolean;
}

/** A pause that somebody forgot must not outlive the reason for it. */
const LONGEST_SECONDS = 7 * 24 * 3600;

export function pauseCommand(finish: Finish): Command {
  const command = new Command('pause-automation')
    .summary('keep agents from moving primaries by themselves for a while')
    .description('Tells every agent to ask for nothing by itself: no balancing of primaries over failure domains (rule R12), no failover at '
      + 'once for a crash (R6), no escape from a full disk (R13). Fences and the failovers of Sentinel and Cluster themselves go on.')
    .argument('<plan>', 'plan file')
    .option('--for <duration>', 'how long, for example 1h; at most 7 days')
    .option('--resume', 'end a pause now');
  return withReach(command, UserName.AGENT)
    .option('--json', 'print the answers as JSON')
    .addHelpText('after', `
Examples:
  $ redis-ha pause-automation demo.redis-ha.json --for 1h
  $ redis-ha pause-automation demo.redis-ha.json --resume

Exit code 0: every agent took it. 1: one did not answer or refused; the others keep to it.`)
    .action(async (file: string, flags: PauseFlags) => finish(await pause(readPlan(file), flags)));
}

async function pause(plan: DeploymentPlan, flags: PauseFlags): Promise<ExitCode> {
  const until = untilOf(flags);
  const answers = await orderAll(plan, reachOf(plan, flags, UserName.AGENT), plan.nodes.map(({ name }) => name), 'pause', String(until));
  print(flags.json ? json({ until: until === 0 ? undefined : new Date(until).toISOString(), answers }) : answersText(answers));
  return answers.every(({ ok }) => ok) ? ExitCode.OK : ExitCode.NEGATIVE;
}

/** Milliseconds since the epoch, 0 for no pause. */
function untilOf(flags: PauseFlags): number {
  if ((flags.resume ?? false) === (flags.for !== undefined)) {
    throw new InvalidInput('--for', flags.resume ? 'given beside --resume' : 'missing', 'say --for 1h, or --resume to end a pause');
  }
  if (flags.resume) {
    return 0;
  }
  const wanted = seconds('--for', flags.for!);
  if (wanted <= 0 || wanted > LONGEST_SECONDS) {
    throw new InvalidInput('--for', `got ${flags.for}`, 'give a time of at most 7 days, for example 1h');
  }
  return Date.now() + wanted * 1000;
}
