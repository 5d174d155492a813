import { Command } from 'commander';
import { ClientKind, Through } from '../../lib/drill/clients/drill-client';
import type { DrillResult } from '../../lib/drill/result';
import type { ScenarioSettings } from '../../lib/drill/scenarios/scenario';
import { InvalidInput, TopologyKind } from '../../lib/model';
import type { DeploymentPlan } from '../../lib/plan';
import { scenarioList } from './drill-list';
import { drillsText } from './drill-text';
import { ExitCode } from './exit-code';
import { interruptible } from './interruptible';
import { startedLab } from './lab-start';
import { NETWORK, networkKind } from './network-option';
import { json, print, progress, writeOut } from './output';
import type { Finish } from './program';
import { readPlan } from './read-plan';
import { transported, TRANSPORT } from './transport-option';
import { oneOf, whole } from './values';

interface DrillFlags {
  readonly report?: string;
  readonly seed?: string;
  readonly rate?: string;
  readonly times?: string;
  readonly network?: string;
  readonly client?: string;
  readonly through?: string;
  readonly transport?: string;
  readonly list?: boolean;
  readonly directory?: string;
  readonly store?: string;
  readonly restoreShards?: string;
  readonly json?: boolean;
}

export function drillCommand(finish: Finish): Command {
  return new Command('drill')
    .summary('run a plan, break it under load, measure RTO and RPO')
    .description('Runs a plan on this machine, writes to it through clients as applications have them, breaks it, and afterwards '
      + 'reads every acknowledged write back: measured RTO and RPO beside the declared ones.')
    .argument('[scenario]', 'one of those that --list shows, for example kill-primary, handover or lose-failure-domain')
    .argument('[plan]', 'plan file')
    .option('--list', 'list the scenarios and which topologies they are for')
    .option('--report <file.html>', 'write one self-contained HTML page with a timeline; with --times of the last run')
    .option('--seed <n>', 'repeat the random choices of an earlier run; with --times the first of a row')
    .option('--rate <n>', 'writes a second', '600')
    .option('--times <n>', 'runs in a row', '1')
    .option('--client <library>', `library of the clients: ${Object.values(ClientKind).join(' or ')}`, ClientKind.IOREDIS)
    .option('--through <way>', 'how clients come to the primary by address: name (replication\'s default) or proxy, a load balancer '
      + 'in front of the nodes')
    .option(...TRANSPORT)
    .option(...NETWORK)
    .option('--directory <folder>', 'keep data and logs of the lab in this folder')
    .option('--store <url>', 'put the drill\'s backups there, s3://bucket/prefix or a folder, and keep them')
    .option('--restore-shards <n>', 'restore-latest of a Cluster: into that many shards')
    .option('--json', 'print the result as JSON; with --times a list')
    .addHelpText('after', `
Examples:
  $ redis-ha drill --list
  $ redis-ha drill kill-primary demo.redis-ha.json
  $ redis-ha drill handover demo.redis-ha.json --report handover.html
  $ redis-ha drill wipe-primary cdk.out/App-demo.redis-ha.json --times 20 --seed 1 --json
  $ redis-ha drill kill-primary demo.redis-ha.json --client node-redis
  $ redis-ha drill kill-primary demo.redis-ha.json --transport tls
  $ redis-ha drill restore-latest demo.redis-ha.json --store ./backups --json
  $ unshare --map-root-user --net sh -c "ip link set lo up && exec redis-ha drill partition-primary demo.redis-ha.json"

partition-primary cuts the network: it needs nft (package nftables) and root, or a network of its own as in the last example.
full-disk mounts small volumes, which needs root. --client node-redis needs the package: npm i redis.

Exit code 0: every run kept what the plan declares. 1: one did not; the reasons are listed.`)
    .action(async (scenario: string | undefined, file: string | undefined, flags: DrillFlags) => {
      finish(flags.list ? await list() : await drill(scenario, file, flags));
    });
}

async function list(): Promise<ExitCode> {
  const { SCENARIOS } = await import('../../lib/drill/index.js');
  print(scenarioList(SCENARIOS));
  return ExitCode.OK;
}

async function drill(scenario: string | undefined, file: string | undefined, flags: DrillFlags): Promise<ExitCode> {
  if (scenario === undefined || file === undefined) {
    throw new InvalidInput('drill', `no ${scenario === undefined ? 'scenario' : 'plan file'} given`,
      '`redis-ha drill --list` shows the scenarios; then redis-ha drill <scenario> <plan>');
  }
  const client = oneOf('--client', flags.client ?? ClientKind.IOREDIS, Object.values(ClientKind));
  const through = flags.through === undefined ? undefined : oneOf('--through', flags.through, Object.values(Through));
  const plan = transported(readPlan(file), flags.transport);
  const times = Math.max(1, whole('--times', flags.times ?? '1'));
  const rate = whole('--rate', flags.rate ?? '600');
  const network = networkKind(flags.network);
  const seed = flags.seed === undefined ? undefined : whole('--seed', flags.seed);
  const settings = settingsOf(flags, plan);
  if (flags.report !== undefined) {
    // Before the drill: an hour of measuring should not end in a folder that is not there.
    writeOut(flags.report, '', '--report');
  }
  const { drillReport, drillTable, runDrill } = await import('../../lib/drill/index.js');
  const results: DrillResult[] = [];
  for (let run = 0; run < times; run += 1) {
    const label = times > 1 ? `[${run + 1}/${times}] ` : '';
    const result = await interruptible((signal) => runDrill(scenario, plan, {
      startLab: (drilled, options) => startedLab(drilled, { ...options, network }),
      rate, directory: flags.directory, client, through, settings, store: flags.store, signal,
      ...(seed === undefined ? {} : { seed: seed + run }),
      onProgress: (message) => progress(`${label}${message}`),
    }));
    results.push(result);
    if (times > 1) {
      progress(`${label}${result.verdict}, seed ${result.seed}${result.reasons.map((reason) => `; ${reason}`).join('')}`);
    }
  }
  if (flags.report !== undefined) {
    writeOut(flags.report, drillReport(results.at(-1)!), '--report');
    progress(`report written to ${flags.report}`);
  }
  if (flags.json) {
    print(json(times > 1 ? results : results[0]));
  } else {
    print(times > 1 ? drillsText(results) : drillTable(results[0]!));
  }
  return results.every((result) => result.verdict === 'pass') ? ExitCode.OK : ExitCode.NEGATIVE;
}

function settingsOf(flags: DrillFlags, { topology }: DeploymentPlan): ScenarioSettings {
  if (flags.restoreShards === undefined) {
    return {};
  }
  const restoreShards = whole('--restore-shards', flags.restoreShards);
  if (topology.kind !== TopologyKind.CLUSTER || restoreShards < 3) {
    throw new InvalidInput('--restore-shards', `got ${restoreShards} for a plan of ${topology.kind}`,
      'a Cluster can be restored into a Cluster of three or more shards; leave it out elsewhere');
  }
  return { restoreShards };
}
