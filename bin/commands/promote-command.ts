import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { agentKey } from '../../lib/agent/authenticity';
import { askPeer, commandRebuild } from '../../lib/agent/client';
import { propose, type Proposal } from '../../lib/agent/proposal';
import type { RebuildOrder } from '../../lib/agent/rebuild-order';
import type { PeerState } from '../../lib/agent/situation';
import { InvalidInput, UserName } from '../../lib/model';
import type { DeploymentPlan } from '../../lib/plan';
import { ExitCode } from './exit-code';
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
  const answers = await Promise.all(Object.keys(states).map(async (node) => ({
    node,
    ...await commandRebuild({ host: addresses[node]!, port: plan.ports.agent }, key, JSON.stringify(order))
      .catch((failure: unknown) => ({ ok: false, detail: failure instanceof Error ? failure.message : String(failure) })),
  })));
  print(flags.json ? json({ ...proposal, primary, done: true, order, answers })
    : answers.map(({ node, ok, detail }) => `${node}: ${ok ? detail : `refused: ${detail}`}`).join('\n'));
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
    name, state: await askPeer({ host: addresses[name]!, port: plan.ports.agent }, key).catch(() => undefined),
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

async function agreed(primary: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    progress('nothing was done: give --yes to do it');
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`Type the name of the node to make it primary (${primary}): `).finally(() => terminal.close());
  if (answer.trim() !== primary) {
    progress('nothing was done: that is another name');
    return false;
  }
  return true;
}
