import { Command } from 'commander';
import { agentKey } from '../../lib/agent/authenticity';
import { askPeer, command } from '../../lib/agent/client';
import type { CommandResult } from '../../lib/agent/command-result';
import type { PeerState } from '../../lib/agent/situation';
import { InvalidInput, TopologyKind, UserName } from '../../lib/model';
import { nodesWith, NodeRole, type DeploymentPlan } from '../../lib/plan';
import { agreed } from './agreed';
import { ExitCode } from './exit-code';
import { evidenceOf, primaryOf } from './failover-evidence';
import { failoverWarnings, failoverTable } from './failover-text';
import { opened } from './failover-wait';
import { json, print, progress } from './output';
import type { Finish } from './program';
import { reachOf, withReach, type ReachFlags } from './reach';
import { readPlan } from './read-plan';

interface FailoverFlags extends ReachFlags {
  readonly to?: string;
  readonly force?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** What the command needs to talk to the deployment. */
interface Deployment {
  readonly plan: DeploymentPlan;
  readonly addresses: Record<string, string>;
  readonly key: Buffer;
}

export function failoverCommand(finish: Finish): Command {
  const failover = new Command('failover')
    .summary('move the primary to another node')
    .description('Hands over without losing a write while the primary lives. In a replication plan it also names another primary when '
      + 'that is dead or cannot be reached: it shows what each replica holds and what may be lost, and asks.')
    .argument('<plan>', 'plan file')
    .option('--to <node>', 'the node that should be primary; in a Cluster it also says which shard')
    .option('--force', 'replication: also while the primary lives and a handover fails, or to a node with older data')
    .option('--yes', 'do it without asking');
  return withReach(failover, UserName.AGENT)
    .option('--json', 'print evidence and answer as JSON; a dead primary is replaced only with --yes')
    .addHelpText('after', `
Examples:
  $ redis-ha failover demo.redis-ha.json                  planned while the primary lives
  $ redis-ha failover demo.redis-ha.json --to node-2 --yes

With a dead primary the new one takes writes as soon as the old one is known to have stopped, which its agent tells,
or when it must have fenced itself. Repeating the command is harmless.
Exit code 0: another node is primary, or the wanted one was already. 1: nothing was done, or it does not take writes yet.`)
    .action(async (file: string, flags: FailoverFlags) => finish(await run(readPlan(file), flags)));
}

async function run(plan: DeploymentPlan, flags: FailoverFlags): Promise<ExitCode> {
  requireNode(plan, flags.to);
  const { addresses, password } = reachOf(plan, flags, UserName.AGENT);
  const deployment = { plan, addresses, key: agentKey(password) };
  const states = await collect(deployment);
  const primary = primaryOf(plan, states, flags.to);
  if (primary === undefined) {
    return answer(flags, { ok: false, detail: Object.keys(states).length === 0 ? 'no agent answers' : 'no agent knows a primary' });
  }
  if (states[primary]?.redis?.role === 'primary') {
    if (flags.to === primary) {
      return answer(flags, { ok: true, to: primary, detail: `${primary} is primary already` });
    }
    progress(`${primary} lives: it hands over`);
    const result = await order(deployment, primary, 'handover', flags.to ?? '');
    if (result.ok || !flags.force || plan.topology.kind !== TopologyKind.REPLICATION) {
      return answer(flags, result);
    }
    progress(`handover: ${result.detail}`);
  }
  return plan.topology.kind === TopologyKind.REPLICATION ? forced(deployment, flags, states, primary) : answer(flags, {
    ok: false, detail: `${primary} does not answer; ${plan.topology.kind === TopologyKind.CLUSTER ? 'the Cluster fails'
      : 'Sentinels fail'} over by themselves while a majority is there, see \`redis-ha doctor\``,
  });
}

async function forced(
  deployment: Deployment, flags: FailoverFlags, states: Record<string, PeerState>, primary: string,
): Promise<ExitCode> {
  const { plan } = deployment;
  const evidence = evidenceOf(plan, states, primary, { to: flags.to, force: flags.force });
  if (!flags.json) {
    print([failoverTable(evidence), ...failoverWarnings(evidence, plan.settings, Date.now())].join('\n'));
  }
  if (evidence.node === undefined && !evidence.perhapsGone) {
    return answer(flags, { ok: false, detail: evidence.why }, evidence);
  }
  const likely = evidence.node ?? flags.to ?? evidence.nodes.find(({ hasData, node }) => hasData && node !== primary)?.node ?? '';
  if (!(flags.yes || (!flags.json && await agreed(likely)))) {
    return answer(flags, { ok: false, detail: 'nothing was done' }, evidence);
  }
  const asked = [evidence.node, ...Object.keys(states).filter((name) => name !== primary)].find((name) => name && states[name])!;
  const wish = JSON.stringify({ ...(flags.to === undefined ? {} : { to: flags.to }), force: flags.force === true });
  const result = await order(deployment, asked, 'failover', wish);
  if (!result.ok || result.to === undefined) {
    return answer(flags, result, evidence);
  }
  progress(result.detail);
  const afterMs = await opened(deployment.addresses[result.to]!, plan);
  return afterMs === undefined
    ? answer(flags, { ...result, ok: false, detail: `${result.to} is named primary but does not take writes yet: see \`redis-ha doctor\`` }, evidence)
    : answer(flags, { ...result, detail: `${result.to} is primary and took writes ${(afterMs / 1000).toFixed(1)} s after it was named` }, evidence);
}

function requireNode(plan: DeploymentPlan, to: string | undefined): void {
  const names = nodesWith(plan.nodes, NodeRole.DATA).map(({ name }) => name);
  if (to !== undefined && !names.includes(to)) {
    throw new InvalidInput('--to', `${plan.name} has no data node "${to}"`, `use one of ${names.join(', ')}`);
  }
  if (to === undefined && plan.topology.kind === TopologyKind.CLUSTER) {
    throw new InvalidInput('--to', 'missing', 'name the replica that should take over: in a Cluster it also says which shard');
  }
}

async function collect({ plan, addresses, key }: Deployment): Promise<Record<string, PeerState>> {
  const data = nodesWith(plan.nodes, NodeRole.DATA);
  progress(`asking ${data.length} agents of ${plan.name}`);
  const answers = await Promise.all(data.map(async ({ name }) => ({
    name, state: await askPeer({ host: addresses[name]!, port: plan.ports.agent }, key).catch(() => undefined),
  })));
  return Object.fromEntries(answers.flatMap(({ name, state }) => (state ? [[name, state]] : [])));
}

function order({ plan, addresses, key }: Deployment, node: string, verb: string, word: string): Promise<CommandResult> {
  return command({ host: addresses[node]!, port: plan.ports.agent }, key, verb, word)
    .catch((failure: unknown) => ({ ok: false, detail: failure instanceof Error ? failure.message : String(failure) }));
}

function answer(flags: FailoverFlags, result: CommandResult, evidence?: object): ExitCode {
  print(flags.json ? json({ ...evidence, ...result }) : result.detail);
  return result.ok ? ExitCode.OK : ExitCode.NEGATIVE;
}
