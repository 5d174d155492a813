import { Command } from 'commander';
import { AppendFsync, BalanceWhen, Engine, InvalidInput, RegionStrategy, SentinelPlacement, TopologyKind, Transport, WhenUnsure } from '../../lib/model';
import { canonicalJson, review, Severity, type DeploymentPlan } from '../../lib/plan';
import { ExitCode } from './exit-code';
import { json, print, progress, writeOut } from './output';
import { specOf, type PlanFlags } from './plan-spec';
import { planText } from './plan-text';
import type { Finish } from './program';
import { readPlan } from './read-plan';

interface Flags extends PlanFlags {
  readonly out?: string;
  readonly json?: boolean;
}

export function planCommand(finish: Finish): Command {
  return new Command('plan')
    .summary('turn objectives into a plan, or show one')
    .description('Turns objectives into a deployment plan and shows what it runs, why each setting has its value, and what it promises. '
      + 'With a file: shows that plan.')
    .argument('[file]', 'an existing plan, for example cdk.out/App-demo.redis-ha.json')
    .option('--name <name>', 'name of the deployment (default: demo)')
    .option('--engine <engine>', `one of ${Engine.all().map((engine) => engine.name).join(', ')} (default: redis-7.0)`)
    .option('--topology <kind>', `${Object.values(TopologyKind).join(', ')} (default: sentinel)`)
    .option('--replicas <n>', 'replicas of each primary (default: sentinel 2, replication and cluster 1)')
    .option('--cascaded <n>', 'replication: how many of the replicas copy from another replica (default: 0)')
    .option('--shards <n>', 'cluster: primaries that share the keys (default: 3)')
    .option('--sentinels <n>', 'sentinel: Sentinels, an odd number (default: 3)')
    .option('--quorum <n>', 'sentinel: Sentinels that must call the primary down (default: the smallest majority)')
    .option('--placement <where>', `sentinel: Sentinels ${Object.values(SentinelPlacement).join(' or ')} (default: beside-data)`)
    .option('--rpo <duration>', 'acknowledged writes a failure may lose, as a span of time (default: 5s)')
    .option('--rto <duration>', 'from a failure to the next acknowledged write (default: 5s; replication 60s)')
    .option('--domains <n>', 'failure domains to spread over (default: 3)')
    .option('--memory <size>', 'memory of a data node (default: 2GiB)')
    .option('--fsync <mode>', `append-only file: ${Object.values(AppendFsync).join(' or ')} (default: everysec)`)
    .option('--transport <kind>', `${Object.values(Transport).join(' or ')} (default: plaintext)`)
    .option('--balance <when>', `move primaries that drifted: ${Object.values(BalanceWhen).join(', ')} (default: cluster in-window)`)
    .option('--balance-window <time>', 'when, in UTC, for example "03:00/60m" or "sun 03:00/2h" (default: 03:00/60m)')
    .option('--preferred-domain <domain>', 'sentinel: where the primary should be, for example zone-2 (default: anywhere)')
    .option('--replica-region <strategy>', `another region that it can go on in: ${Object.values(RegionStrategy).join(', ')} (default: none)`)
    .option('--replica-domains <n>', 'failure domains there (default: as many as here)')
    .option('--replica-rpo <duration>', 'acknowledged writes the loss of the region may cost, as a span of time (default: 10s)')
    .option('--replica-rto <duration>', 'from the loss of the region to the next write, the decision of people included (default: 30m)')
    .option('--decision <duration>', 'how long people take to decide on a promotion (default: 5m)')
    .option('--lease <duration>', 'how old the proof of being the active region may become (default: 10s)')
    .option('--when-unsure <what>', `neither witness nor other region answers: ${Object.values(WhenUnsure).join(' or ')} (default: stop-writes)`)
    .option('--override <key=value>', 'replace a derived setting; may be repeated', (value: string, all: string[] = []) => [...all, value])
    .option('--out <file>', 'write the plan to a file')
    .option('--json', 'print the plan as JSON')
    .addHelpText('after', `
Examples:
  $ redis-ha plan                                                    the default deployment
  $ redis-ha plan --name orders --replicas 2 --rpo 5s --rto 10s --out orders.redis-ha.json
  $ redis-ha plan --rto 30s --override downAfterSeconds=3s --override maxMemoryPolicy=allkeys-lru
  $ redis-ha plan --topology cluster --shards 5 --rto 10s
  $ redis-ha plan --topology replication --replicas 3 --cascaded 1 --rto 2m
  $ redis-ha plan --replica-region warm --lease 5s --out two.redis-ha.json
  $ redis-ha plan cdk.out/App-demo.redis-ha.json                     show the plan a construct wrote

Exit code 1: the plan cannot keep what it declares; the findings say why and what to change.`)
    .action((file: string | undefined, flags: Flags) => finish(show(file, flags)));
}

function show(file: string | undefined, flags: Flags): ExitCode {
  const deployment = file === undefined ? review(specOf(flags)) : existing(file, flags);
  const kept = !deployment.findings.some((finding) => finding.severity === Severity.ERROR);
  print(flags.json ? json(JSON.parse(canonicalJson(deployment))) : planText(deployment));
  if (flags.out !== undefined) {
    if (kept) {
      writeOut(flags.out, canonicalJson(deployment));
      progress(`written to ${flags.out}`);
    } else {
      progress(`not written to ${flags.out}: the plan cannot keep what it declares`);
    }
  }
  return kept ? ExitCode.OK : ExitCode.NEGATIVE;
}

function existing(file: string, flags: Flags): DeploymentPlan {
  const [other] = Object.keys(flags).filter((flag) => flag !== 'json' && flag !== 'out');
  if (other !== undefined) {
    const flag = `--${other.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new InvalidInput(flag, `cannot change the plan in ${file}`, `leave out the file, or ${flag}`);
  }
  return readPlan(file);
}
