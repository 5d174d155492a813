import { Command } from 'commander';
import { InvalidInput, TopologyKind } from '../../lib/model';
import type { Finish } from './program';
import { labDirectory } from './lab-state';
import { labDown } from './lab-down';
import { labRolling } from './lab-rolling';
import { pinnedBackup, type RestoreFlags } from './lab-restore';
import { labStatus } from './lab-status';
import { supervise, type SuperviseOptions } from './lab-supervise';
import { labUp } from './lab-up';
import { NETWORK, networkKind } from './network-option';
import { readPlan } from './read-plan';
import { withStore } from './store-option';
import { seconds } from './values';

interface LabFlags extends RestoreFlags {
  readonly directory?: string;
  readonly network?: string;
  readonly timeout?: string;
  readonly proxy?: boolean;
  readonly json?: boolean;
}

interface RollingWords {
  readonly to?: string;
  readonly engine?: string;
  readonly patience?: string;
}

const DIRECTORY = ['--directory <folder>', 'folder of the lab (default: in the user\'s state folder, by the name of the deployment)'] as const;
const PROXY = ['--proxy', 'also play network load balancers in front of primary and replicas (not for a Cluster)'] as const;
const TIMEOUT = ['--timeout <duration>', 'how long it may take to form', '60s'] as const;

export function labCommand(finish: Finish): Command {
  const lab = new Command('lab')
    .summary('run a plan on this machine')
    .description('Runs the nodes of a plan as real processes on this machine, with the same agent that runs in production.')
    .addHelpText('after', `
Examples:
  $ redis-ha lab up demo.redis-ha.json         start it and wait until it is healthy; it stays up
  $ redis-ha lab status demo.redis-ha.json     nodes, roles, addresses
  $ redis-ha lab rolling demo.redis-ha.json    restart node by node, without an interruption
  $ redis-ha doctor demo.redis-ha.json         is the loss of any one node or domain safe now
  $ redis-ha lab down demo.redis-ha.json       stop it and remove its data`);

  withRestore(lab.command('up').description('Starts the nodes, waits until the deployment is healthy and leaves it running.')
    .argument('<plan>', 'plan file').option(...DIRECTORY).option(...NETWORK).option(...TIMEOUT).option(...PROXY))
    .option('--json', 'print the status as JSON')
    .addHelpText('after', `
Examples:
  $ redis-ha lab up demo.redis-ha.json
  $ redis-ha lab up demo.redis-ha.json --network namespaces --timeout 2m
  $ redis-ha lab up demo.redis-ha.json --restore-from s3://backups/redis --deployment orders --timeout 10m`)
    .action(async (file: string, flags: LabFlags) => finish(await labUp(file, options(file, flags), flags, flags.json ?? false)));

  lab.command('status').description('Shows what every node of a running lab does.')
    .argument('<plan>', 'plan file').option(...DIRECTORY).option('--json', 'print the status as JSON')
    .addHelpText('after', '\nExamples:\n  $ redis-ha lab status demo.redis-ha.json\n\nExit code 0: every node is ready. 1: one is not, or no lab runs.')
    .action(async (file: string, flags: LabFlags) =>
      finish(await labStatus(readPlan(file), flags.directory, flags.json ?? false)));

  lab.command('rolling').description('Restarts a running lab node by node without an interruption, or brings it to another plan or engine.')
    .argument('<plan>', 'plan file').option(...DIRECTORY)
    .option('--to <plan>', 'plan to bring into force; only what it cannot change in running servers restarts')
    .option('--engine <name>', 'engine to upgrade to, for example redis-8.0; the rest of the plan stays')
    .option('--patience <duration>', 'how long each step may wait for everything to be in sync again', '3m')
    .option('--json', 'print what was done as JSON; progress goes to standard error')
    .addHelpText('after', `
Replicas first, each back in sync before the next; then, shard by shard, a handover and the old primary; nodes with only a
Sentinel last. No node is stopped while anything else is not whole. Interrupted, it ends after the node under way; run it again
to go on.

Examples:
  $ redis-ha lab rolling demo.redis-ha.json                       restart every node once
  $ redis-ha lab rolling demo.redis-ha.json --to new.redis-ha.json
  $ redis-ha lab rolling demo.redis-ha.json --engine valkey-8.1

Exit code 4: it stopped half-way; the message says what is lacking.`)
    .action(async (file: string, flags: LabFlags & RollingWords) => finish(await labRolling(readPlan(file),
      { ...flags, patienceMs: seconds('--patience', flags.patience ?? '3m') * 1000 })));

  lab.command('down').description('Stops every process of a lab and removes its folder.')
    .argument('<plan>', 'plan file').option(...DIRECTORY).option('--keep', 'keep data, configuration and logs').option('--json', 'print {stopped} as JSON')
    .addHelpText('after', '\nExamples:\n  $ redis-ha lab down demo.redis-ha.json\n  $ redis-ha lab down demo.redis-ha.json --keep')
    .action(async (file: string, flags: LabFlags & { keep?: boolean }) =>
      finish(await labDown(readPlan(file), flags.directory, flags.keep ?? false, flags.json ?? false)));

  withRestore(lab.command('supervise', { hidden: true }).description('Keeps a lab running in the foreground; `lab up` starts this.')
    .argument('<plan>', 'plan file').option(...DIRECTORY).option(...NETWORK).option(...TIMEOUT).option(...PROXY))
    .action(async (file: string, flags: LabFlags) =>
      finish(await supervise(readPlan(file), { ...options(file, flags), restoreFrom: pinnedBackup(flags) })));
  return lab;
}

function withRestore(command: Command): Command {
  return withStore(command
    .option('--restore-from <store>', 'begin with a backup from s3://bucket/prefix or a folder: the newest that is in order')
    .option('--deployment <name>', 'whose backup (default: the only one in the store)')
    .option('--backup <id>', 'which backup; when it is damaged, nothing is started'));
}

function options(file: string, flags: LabFlags): SuperviseOptions {
  return {
    directory: labDirectory(readPlan(file), flags.directory),
    network: networkKind(flags.network),
    proxy: proxied(file, flags),
    timeoutMs: seconds('--timeout', flags.timeout ?? '60s') * 1000,
  };
}

function proxied(file: string, { proxy = false }: LabFlags): boolean {
  if (proxy && readPlan(file).topology.kind === TopologyKind.CLUSTER) {
    throw new InvalidInput('--proxy', 'given for a Cluster', 'its clients must reach every node: leave it out');
  }
  return proxy;
}
