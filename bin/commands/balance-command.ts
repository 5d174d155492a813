import { Command } from 'commander';
import { agentKey } from '../../lib/agent/authenticity';
import { command as order } from '../../lib/agent/client';
import type { CommandResult } from '../../lib/agent/command-result';
import { InvalidInput, TopologyKind, UserName } from '../../lib/model';
import type { DeploymentPlan } from '../../lib/plan';
import { ExitCode } from './exit-code';
import { json, print } from './output';
import type { Finish } from './program';
import { reachOf, withReach, type ReachFlags } from './reach';
import { readPlan } from './read-plan';

interface BalanceFlags extends ReachFlags {
  readonly json?: boolean;
}


export function balanceCommand(finish: Finish): Command {
  const balance = new Command('balance')
    .summary('move primaries to where the loss of a failure domain costs least, now')
    .description('Has the elected agent move primaries by handovers, without losing a write, instead of waiting for the maintenance window '
      + '(rule R12; `redis-ha plan` shows it): in a Cluster until no failure domain holds a majority of them, with Sentinels until the primary '
      + 'is in the preferred domain. It refuses while a node is unwell, a copy is being made or automation is paused, and says so.')
    .argument('<plan>', 'plan file');
  return withReach(balance, UserName.AGENT)
    .option('--json', 'print what was done as JSON')
    .addHelpText('after', `
Examples:
  $ redis-ha balance demo.redis-ha.json

Exit code 0: primaries are where they should be. 1: not now; the reason is printed.`)
    .action(async (file: string, flags: BalanceFlags) => finish(await balanceNow(readPlan(file), flags)));
}

async function balanceNow(plan: DeploymentPlan, flags: BalanceFlags): Promise<ExitCode> {
  if (plan.topology.kind === TopologyKind.REPLICATION) {
    throw new InvalidInput('<plan>', `${plan.name} has one primary that moves only when it is told to`, 'use `redis-ha failover --to`');
  }
  const { addresses, password } = reachOf(plan, flags, UserName.AGENT);
  const steps: CommandResult[] = [];
  // Each move takes one primary to where it belongs, so there are fewer than nodes.
  do {
    steps.push(await anyAgent(plan, addresses, agentKey(password)));
  } while (steps.at(-1)!.to !== undefined && steps.length <= plan.nodes.length);
  print(flags.json ? json({ moves: steps.filter(({ to }) => to !== undefined), ...steps.at(-1)! })
    : steps.map(({ to, detail }) => (to === undefined ? detail : `${to} is primary now: ${detail}`)).join('\n'));
  return steps.at(-1)!.ok ? ExitCode.OK : ExitCode.NEGATIVE;
}

/** Whichever agent answers first in the plan's order; it passes the order on to the one that is elected. */
async function anyAgent(plan: DeploymentPlan, addresses: Record<string, string>, key: Buffer): Promise<CommandResult> {
  let last: CommandResult = { ok: false, detail: 'no agent answers' };
  for (const { name } of plan.nodes) {
    try {
      return await order({ host: addresses[name]!, port: plan.ports.agent }, key, 'balance', 'now');
    } catch (failure) {
      last = { ok: false, detail: `${name}: ${failure instanceof Error ? failure.message : String(failure)}` };
    }
  }
  return last;
}
