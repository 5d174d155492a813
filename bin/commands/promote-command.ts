import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { Command } from 'commander';
import { agentKey } from '../../lib/agent/authenticity';
import { askPeer } from '../../lib/agent/client';
import { propose, type Proposal } from '../../lib/agent/sentinel/proposal';
import type { RebuildOrder } from '../../lib/agent/sentinel/rebuild-order';
import type { PeerState } from '../../lib/agent/situation';
import { InvalidInput, TopologyKind, UserName } from '../../lib/model';
import type { DeploymentPlan } from '../../lib/plan';
import { agreed } from './agreed';
import { ExitCode } from './exit-code';
import { answersText, orderAll } from './orders';
import { json, print, progress } from './output';
import type { Finish } from './program';
import { olderThanNewest } from './promote-older';
import { reachOf, withReach, type ReachFlags } from './reach';
import { readPlan } from './read-plan';
import { table } from './table';

interface PromoteFlags extends ReachFlags {
  readonly evidence?: boolean;
  readonly to?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function promoteCommand(finish: Finish): Command {
  const command = new Command('promote')
    .summary('name the primary when no Sentinel majority is left to do so')
    .description('Shows what every reachable node remembers, proposes the one with the newest data, and, when told to, has every '
      + 'Sentinel begin again with it as primary. For the loss of most Sentinels or their volumes; refused while a majority is there.')
    .argument('<plan>', 'plan file')
    .requiredOption('--evidence', 'collect and show what the nodes remember first')
    .option('--to <node>', 'promote this node instead of the one with the newest data')
    .option('--yes', 'do it without asking');
  return withReach(command, UserName.AGENT)
    .option('--json', 'print evidence and answers as JSON; does nothing without --yes')
    .addHelpText('after', `
Examples:
  $ redis-ha promote demo.redis-ha.json --evidence                 look, then be asked
  $ redis-ha promote demo.redis-ha.json --evidence --to node-2 --yes

Every agent keeps the order in audit.jsonl beside its memory.
Exit code 0: every agent that answered took the order. 1: nothing was done, or one refused.`)
    .action(async (file: string, flags: PromoteFlags) => finish(await promote(readPlan(file), flags)));
}

async function promote(plan: DeploymentPlan, flags: PromoteFlags): Promise<ExitCode> {
  if (plan.topology.kind !== TopologyKind.SENTINEL) {
    throw new InvalidInput('<plan>', `${plan.name} has no Sentinels (its topology is ${plan.topology.kind})`, 'use `redis-ha failover`');
  }
  const { addresses, password } = reachOf(plan, flags, UserName.AGENT);
  const key = agentKey(password);
  const states = await collectStates(plan, addresses, key);
  const proposal = proposalFor(propose(plan, states), flags.to);
  const primary = flags.to ?? proposal.newest;
  if (flags.to !== undefined && !proposal.nodes.some(({ node, hasData }) => node === flags.to && hasData)) {
    throw new InvalidInput('--to', `${flags.to} holds no data of ${plan.name}, or does not answer`,
      `use one of ${proposal.nodes.filter(({ hasData }) => hasData).map(({ node }) => node).join(', ') || 'none: restore a backup instead'}`);
  }
  if (!flags.json) {
    print(evidenceText(proposal, primary));
  }
  if (primary === undefined || !(flags.yes || (!flags.json && await agreed(primary)))) {
    if (flags.json) {
      print(json({ ...proposal, primary, done: false }));
    }
    return ExitCode.NEGATIVE;
  }
  const order: RebuildOrder = {
    id: randomUUID(), primary, epoch: proposal.epoch, issuedAt: new Date().toISOString(), by: userInfo().username,
  };
  const answers = await orderAll(plan, { addresses, password }, Object.keys(states), 'rebuild', JSON.stringify(order));
  print(flags.json ? json({ ...proposal, primary, done: true, order, answers })
    : answersText(answers));
  return answers.every(({ ok }) => ok) ? ExitCode.OK : ExitCode.NEGATIVE;
}

function proposalFor(proposal: Proposal, to: string | undefined): Proposal {
  const older = to === undefined ? '' : olderThanNewest(proposal, to);
  return older === '' ? proposal : { ...proposal, warnings: [...proposal.warnings, older] };
}

async function collectStates(
  plan: DeploymentPlan, addresses: Record<string, string>, key: Buffer,
): Promise<Record<string, PeerState>> {
  progress(`asking ${plan.nodes.length} agents of ${plan.name}`);
  const answers = await Promise.all(plan.nodes.map(async ({ name }) => ({
    name, state: await askPeer({ name, host: addresses[name]!, port: plan.ports.agent }, key).catch(() => undefined),
  })));
  return Object.fromEntries(answers.flatMap(({ name, state }) => (state ? [[name, state]] : [])));
}

function evidenceText({ nodes, warnings, epoch }: Proposal, primary: string | undefined): string {
  const rows = nodes.map((node) => (node.reachable
    ? [node.node, node.hasData ? 'yes' : 'no', node.role, String(node.epoch), String(node.offset), String(node.keys), node.lastGood]
    : [node.node, 'no answer', '', '', '', '', '']));
  return [
    table([['node', 'data', 'last role', 'epoch', 'offset', 'keys', 'last good'], ...rows]),
    ...warnings.map((warning) => `warning: ${warning}`),
    primary === undefined ? 'no node that answers holds data: restore a backup' : `proposed: ${primary} becomes primary at epoch ${epoch}`,
  ].join('\n');
}
