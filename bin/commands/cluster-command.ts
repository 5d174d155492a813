import { Command } from 'commander';
import { MIGRATE_TIMEOUT_MS, scaleTo, type ScaleLinks, type ScaleProgress, type ScaleResult } from '../../lib/cluster';
import { InvalidInput, TopologyKind, UserName } from '../../lib/model';
import { nodesWith, NodeRole, type DeploymentPlan } from '../../lib/plan';
import { RedisLink } from '../../lib/redis';
import { ExitCode } from './exit-code';
import { json, print, progress } from './output';
import type { Finish } from './program';
import { reachOf, withReach, type ReachFlags } from './reach';
import { planTls, withTls, type TlsFlags } from './reach-tls';
import { readPlan } from './read-plan';
import { whole } from './values';

interface ScaleFlags extends ReachFlags, TlsFlags {
  readonly shards: string;
  readonly json?: boolean;
}

const ASK_TIMEOUT_MS = 3000;
/** Fewer primaries cannot outvote the loss of one. */
const LEAST_SHARDS = 3;

export function clusterCommand(finish: Finish): Command {
  return new Command('cluster')
    .description('What only a Cluster has.')
    .addCommand(scaleCommand(finish));
}

function scaleCommand(finish: Finish): Command {
  const command = new Command('scale')
    .summary('move slots until so many shards have an even share')
    .description('Moves slots, with what is in them and while clients go on, until shards 1 to <n> have an even share and no other has any. '
      + 'May be interrupted and run again. To scale out, put the larger plan in force first and name it here; to scale in, name the '
      + 'plan in force, and put the smaller one in force when this has said which nodes are empty.')
    .argument('<plan>', 'plan file with every node involved')
    .requiredOption('--shards <n>', 'how many shards have slots afterwards');
  return withTls(withReach(command, UserName.AGENT))
    .option('--json', 'print the result as JSON')
    .addHelpText('after', `
Examples:
  $ redis-ha cluster scale larger.redis-ha.json --shards 4      out: the nodes of shard 4 run already
  $ redis-ha cluster scale larger.redis-ha.json --shards 3      in: afterwards remove the nodes it names
With --bindings, the folder of --secrets needs the file \`${UserName.MIGRATION}\` as well.

Exit code 0: slots are even. 2: a value cannot be used. 4: refused (it would not fit in memory, a shard has no primary) or failed.`)
    .action(async (file: string, flags: ScaleFlags) => finish(await scale(readPlan(file), flags)));
}

async function scale(plan: DeploymentPlan, flags: ScaleFlags): Promise<ExitCode> {
  if (plan.topology.kind !== TopologyKind.CLUSTER) {
    throw new InvalidInput('plan', `${plan.name} is a ${plan.topology.kind} deployment and has one data set`, 'name the plan of a Cluster');
  }
  const shards = whole('--shards', flags.shards);
  if (shards < LEAST_SHARDS || shards > plan.topology.shards) {
    throw new InvalidInput('--shards', `got ${shards} with a plan of ${plan.topology.shards}`,
      `use ${LEAST_SHARDS} to ${plan.topology.shards}; for more, make a plan with more shards and put it in force first`);
  }
  const links = openLinks(plan, flags);
  try {
    const result = await scaleTo(plan, links, shards, { onProgress: reporter() });
    print(flags.json ? json({ shards, ...result }) : resultText(plan, shards, result));
    return ExitCode.OK;
  } finally {
    [...links.agent.values(), ...links.migration.values()].forEach((link) => link.close());
  }
}

function openLinks(plan: DeploymentPlan, flags: ScaleFlags): ScaleLinks {
  const agent = reachOf(plan, flags, UserName.AGENT);
  const migration = reachOf(plan, flags, UserName.MIGRATION);
  const tls = planTls(plan, flags);
  const open = (username: UserName, password: string, timeoutMs: number): Map<string, RedisLink> =>
    new Map(nodesWith(plan.nodes, NodeRole.DATA).map(({ name }) => [name, new RedisLink({
      host: agent.addresses[name]!, port: plan.ports.redis, username, password, tls, timeoutMs,
    })]));
  return {
    agent: open(UserName.AGENT, agent.password, ASK_TIMEOUT_MS),
    migration: open(UserName.MIGRATION, migration.password, MIGRATE_TIMEOUT_MS + 1000),
    password: migration.password,
    addresses: agent.addresses,
  };
}

/** A line for every twentieth of the way. */
function reporter(): (now: ScaleProgress) => void {
  let told = 0;
  return ({ moved, of, keys }) => {
    const part = Math.floor((moved * 20) / of);
    if (part > told) {
      told = part;
      progress(`${part * 5} %: ${moved} of ${of} slots, ${keys} keys`);
    }
  };
}

function resultText(plan: DeploymentPlan, shards: number, { moved, keys, drained }: ScaleResult): string {
  const done = moved === 0 ? `the ${shards} shards are even already` : `${moved} slots with ${keys} keys moved; ${shards} shards are even`;
  return drained.length === 0 ? done : `${done}
${drained.join(', ')} of ${plan.name} have no slots any more: put the plan with ${shards} shards in force and remove these nodes;
the others forget them as soon as the Cluster calls them failing.`;
}
