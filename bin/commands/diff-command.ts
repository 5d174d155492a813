import { Command } from 'commander';
import { InvalidInput } from '../../lib/model';
import { diffPlans, diffText, NodeRole, nodesWith } from '../../lib/plan';
import { ExitCode } from './exit-code';
import { json, print } from './output';
import type { Finish } from './program';
import { readPlan } from './read-plan';

export function diffCommand(finish: Finish): Command {
  return new Command('diff')
    .summary('what a change replaces, restarts or reconfigures')
    .description('Compares two plans of one deployment: what the change adds, moves, restarts or reconfigures, node by node, in order, and why.')
    .argument('<old>', 'plan of what is deployed')
    .argument('<new>', 'plan of what is wanted')
    .option('--primary <node>', 'node that is primary now, once per shard (default: the first)', (value: string, all: string[] = []) => [...all, value])
    .option('--json', 'print the steps as JSON')
    .addHelpText('after', `
Examples:
  $ redis-ha diff deployed.redis-ha.json cdk.out/App-demo.redis-ha.json
  $ redis-ha diff old.redis-ha.json new.redis-ha.json --primary node-2 --json

Image, instance type and root volume replace instances on EC2; they are not in a plan: see \`cdk diff\`.
Exit code 0: it can be rolled out in place, or nothing differs. 1: it cannot; the obstacles say why.`)
    .action((before: string, after: string, flags: { primary?: string[]; json?: boolean }) => {
      const old = readPlan(before);
      const known = nodesWith(old.nodes, NodeRole.DATA).map((node) => node.name);
      const stranger = flags.primary?.find((name) => !known.includes(name));
      if (stranger !== undefined) {
        throw new InvalidInput('--primary', `got "${stranger}", which is no data node of ${before}`, `use one of ${known.join(', ')}`);
      }
      const diff = diffPlans(old, readPlan(after), flags.primary);
      print(flags.json ? json(diff) : diffText(diff));
      finish(diff.obstacles.length > 0 ? ExitCode.NEGATIVE : ExitCode.OK);
    });
}
