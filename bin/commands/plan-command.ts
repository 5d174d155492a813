import { Command } from 'commander';
import {
  AppendFsync, Engine, InvalidInput, SentinelPlacement, Topology, Transport, type DeploymentSpec,
} from '../../lib/model';
import { canonicalJson, review, Severity, type DeploymentPlan } from '../../lib/plan';
import { ExitCode } from './exit-code';
import { json, print, progress, writeOut } from './output';
import { planText } from './plan-text';
import type { Finish } from './program';
import { readPlan } from './read-plan';
import { bytes, override, seconds, whole } from './values';

interface PlanFlags {
  readonly name?: string;
  readonly engine?: string;
  readonly replicas?: string;
  readonly sentinels?: string;
  readonly quorum?: string;
  readonly placement?: string;
  readonly rpo?: string;
  readonly rto?: string;
  readonly domains?: string;
  readonly memory?: string;
  readonly fsync?: string;
  readonly transport?: string;
  readonly override?: string[];
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
    .option('--replicas <n>', 'replicas besides the primary (default: 2)')
    .option('--sentinels <n>', 'Sentinels, an odd number (default: 3)')
    .option('--quorum <n>', 'Sentinels that must call the primary down (default: the smallest majority)')
    .option('--placement <where>', `Sentinels ${Object.values(SentinelPlacement).join(' or ')} (default: beside-data)`)
    .option('--rpo <duration>', 'acknowledged writes a failure may lose, as a span of time (default: 5s)')
    .option('--rto <duration>', 'from a failure to the next acknowledged write (default: 5s)')
    .option('--domains <n>', 'failure domains to spread over (default: 3)')
    .option('--memory <size>', 'memory of a data node (default: 2GiB)')
    .option('--fsync <mode>', `append-only file: ${Object.values(AppendFsync).join(' or ')} (default: everysec)`)
    .option('--transport <kind>', `${Object.values(Transport).join(' or ')} (default: plaintext)`)
    .option('--override <key=value>', 'replace a derived setting; may be repeated', (value: string, all: string[] = []) => [...all, value])
    .option('--out <file>', 'write the plan to a file')
    .option('--json', 'print the plan as JSON')
    .addHelpText('after', `
Examples:
  $ redis-ha plan                                                    the default deployment
  $ redis-ha plan --name orders --replicas 2 --rpo 5s --rto 10s --out orders.redis-ha.json
  $ redis-ha plan --rto 30s --override downAfterSeconds=3s --override maxMemoryPolicy=allkeys-lru
  $ redis-ha plan cdk.out/App-demo.redis-ha.json                     show the plan a construct wrote

Exit code 1: the plan cannot keep what it declares; the findings say why and what to change.`)
    .action((file: string | undefined, flags: PlanFlags) => finish(show(file, flags)));
}

function show(file: string | undefined, flags: PlanFlags): ExitCode {
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

function existing(file: string, flags: PlanFlags): DeploymentPlan {
  const [other] = Object.keys(flags).filter((flag) => flag !== 'json' && flag !== 'out');
  if (other !== undefined) {
    throw new InvalidInput(`--${other}`, `cannot change the plan in ${file}`, `leave out the file, or --${other}`);
  }
  return readPlan(file);
}

function specOf(flags: PlanFlags): DeploymentSpec {
  const { memory, fsync, transport } = flags;
  return {
    name: flags.name ?? 'demo',
    engine: Engine.of(flags.engine ?? Engine.REDIS_7_0.name),
    topology: Topology.sentinel({
      replicas: flags.replicas === undefined ? undefined : whole('--replicas', flags.replicas),
      sentinels: flags.sentinels === undefined ? undefined : whole('--sentinels', flags.sentinels),
      quorum: flags.quorum === undefined ? undefined : whole('--quorum', flags.quorum),
      placement: flags.placement === undefined ? undefined : oneOf('--placement', flags.placement, Object.values(SentinelPlacement)),
    }),
    objectives: { rpoSeconds: seconds('--rpo', flags.rpo ?? '5s'), rtoSeconds: seconds('--rto', flags.rto ?? '5s') },
    failureDomains: whole('--domains', flags.domains ?? '3'),
    nodeMemoryBytes: memory === undefined ? undefined : bytes('--memory', memory),
    persistence: fsync === undefined ? undefined : { appendfsync: oneOf('--fsync', fsync, Object.values(AppendFsync)) },
    transport: transport === undefined ? undefined : oneOf('--transport', transport, Object.values(Transport)),
    overrides: flags.override === undefined ? undefined : Object.fromEntries(flags.override.map(override)),
  };
}

function oneOf<T extends string>(field: string, value: string, allowed: T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) {
    throw new InvalidInput(field, `got "${value}"`, `use one of ${allowed.join(', ')}`);
  }
  return found;
}
