import { readdirSync, statSync } from 'node:fs';
import { firstSlots } from '../../lib/cluster';
import type { RestoredDeployment } from '../../lib/backup/restore/restore-deployment';
import type { RestoredShard } from '../../lib/backup/restore/restore-shard';
import type { DeploymentPlan } from '../../lib/plan';
import { bytesText } from './quantities';
import { nodesOf } from './restore-target';
import { table } from './table';

export interface Skipped {
  readonly id: string;
  readonly reason: string;
}

export interface RestoreReport {
  readonly restored: RestoredDeployment;
  /** Of the deployment, not of what was restored. */
  readonly shards: number;
  /** Of the engine that will load it. */
  readonly family: string;
  readonly skipped: Skipped[];
  readonly plan?: DeploymentPlan;
  readonly names: { readonly appendDirName?: string; readonly appendFileName?: string };
}

export function restoreText(report: RestoreReport): string {
  const { restored: { manifest, shards: results, findings }, skipped } = report;
  return [
    `restored the backup ${manifest.id} of ${manifest.deployment}, begun at ${manifest.createdAt} on ${manifest.engine.family} ${manifest.engine.version}`,
    '',
    table([['SHARD', 'SLOTS', 'KEYS', 'SIZE', 'FOLDER'], ...results.map((result) => row(result, report.shards))]),
    ...(skipped.length === 0 ? [] : ['', 'newer ones that cannot be used:', ...skipped.map(({ id, reason }) => `  ${id}: ${reason}`)]),
    ...(findings.length === 0 ? [] : ['', ...findings]),
    '',
    'next:',
    ...nextSteps(report).map((step, index) => `  ${index + 1}. ${step}`),
  ].join('\n');
}

const OWN_DEPLOYMENTS = 'nodes that this library deploys fill their folders themselves: begin a new deployment with restoreFrom '
  + '(docs/recovery.md); what follows is for servers you run yourself';

/** The same for programs. */
export function restoreJson(report: RestoreReport): object {
  const { restored: { manifest, shards: restored, findings }, shards, skipped } = report;
  const { deployment, id, createdAt, engine } = manifest;
  return { deployment, id, createdAt, engine, shards, restored, skipped, findings, next: nextSteps(report) };
}

/** What people do now. */
function nextSteps({ restored: { shards: results }, shards, family, plan, names }: RestoreReport): string[] {
  const kept = results.flatMap((result) => (result.kept === undefined ? [] : [keptText(result.kept)]));
  const foreign = results.map(({ directory }) => directory).filter(belongsToRoot);
  const settings = [
    'appendonly yes',
    ...(names.appendDirName === undefined ? [] : [`appenddirname ${names.appendDirName}`]),
    ...(names.appendFileName === undefined ? [] : [`appendfilename ${names.appendFileName}`]),
  ].join(', ');
  return [
    ...(plan === undefined ? [] : [OWN_DEPLOYMENTS]),
    ...kept,
    ...(foreign.length === 0 ? [] : [
      `give the folder${foreign.length > 1 ? 's' : ''} to the user that the server runs as: chown -R ${family}: ${foreign.join(' ')}`,
    ]),
    ...(shards > 1 ? clusterSteps(results, shards, plan, settings) : [
      `start ${oneServer(plan)} on ${results[0]!.directory} with ${settings}: without an append-only file it would look for a dump.rdb, and start empty`,
    ]),
    'compare: INFO persistence says rdb_last_load_keys_loaded as many as above; DBSIZE lacks those whose time to live has passed',
  ];
}

function clusterSteps(results: RestoredShard[], shards: number, plan: DeploymentPlan | undefined, settings: string): string[] {
  const places = results.map(({ shard, directory }) => {
    const [first, ...others] = nodesOf(plan, shard);
    const rest = others.length === 0 ? 'its replicas begin empty and copy' : othersCopy(others);
    return `${directory} is for ${first === undefined ? `one node of shard ${shard}` : `${first} (shard ${shard})`}; ${rest} from it`;
  });
  return [
    ...places,
    `start each with ${settings} and without a nodes.conf: that of another node would take its place`,
    `give each shard the slots above that it does not have after loading (CLUSTER ADDSLOTSRANGE; it takes those it has keys of by itself), `
      + `set its epoch (CLUSTER SET-CONFIG-EPOCH 1 to ${shards}), and let them meet (CLUSTER MEET); docs/recovery.md has the commands`,
  ];
}

function row({ shard, directory, keys, bytes }: RestoredShard, shards: number): string[] {
  const { from, to } = firstSlots(shard, shards);
  const count = keys === undefined ? 'unknown' : String(Object.values(keys).reduce((sum, part) => sum + part, 0));
  return [`${shard} of ${shards}`, shards > 1 ? `${from}-${to}` : 'all', count, bytesText(bytes), directory];
}

function oneServer(plan: DeploymentPlan | undefined): string {
  const [first, ...others] = nodesOf(plan, 1);
  return first === undefined ? 'a server' : `${first}${others.length === 0 ? '' : ` (${othersCopy(others)} from it)`}`;
}

function othersCopy(others: string[]): string {
  return others.length > 1 ? `${others.join(' and ')} begin empty and copy` : `${others[0]} begins empty and copies`;
}

/** What a folder held besides data may be wanted again; which file is read by whom only the server's configuration knows. */
function keptText(kept: string): string {
  const others = readdirSync(kept).filter((name) => !/^(append.*|.*\.aof|.*\.rdb|nodes\.conf|lost\+found|restored\.json|temp-.*)$/.test(name));
  return `the old data is in ${kept}: remove it when all is well`
    + (others.length === 0 ? '' : `; it also has ${others.join(', ')}: copy back what the server's configuration names`);
}

/** Root has made it where there was none, and servers do not run as root. */
function belongsToRoot(directory: string): boolean {
  return process.getuid?.() === 0 && statSync(directory).uid === 0;
}
