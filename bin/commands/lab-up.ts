import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { InvalidInput } from '../../lib/model';
import { allNodes, canonicalJson, type DeploymentPlan } from '../../lib/plan';
import { ExitCode, MachineLacks } from './exit-code';
import { isLabDirectory, runningLab, writeState } from './lab-state';
import { chooseForLab, restoreWords, type RestoreFlags } from './lab-restore';
import { labStatus } from './lab-status';
import type { SuperviseOptions } from './lab-supervise';
import { progress } from './output';
import { readPlan } from './read-plan';

/** Starts a supervisor of its own that outlives this command, and waits until the lab is healthy. */
export async function labUp(file: string, options: SuperviseOptions, restore: RestoreFlags, asJson: boolean): Promise<ExitCode> {
  const plan = readPlan(file);
  const { directory } = options;
  if (runningLab(directory)) {
    requireSamePlan(plan, directory);
    requireNoRestore(plan, restore);
    progress(`the lab of ${plan.name} is already up`);
    return labStatus(plan, directory, asJson);
  }
  // Before anything is removed or started, and once for every node.
  const chosen = await chooseForLab(plan, restore);
  makeRoom(directory);
  const log = openSync(path.join(directory, 'supervisor.log'), 'a', 0o600);
  progress(`starting ${allNodes(plan).filter(({ dormant }) => !dormant).length} nodes of ${plan.name} in ${directory}`);
  // The same program, as it was started: node with its loader in a checkout, or the installed command.
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1]!, 'lab', 'supervise', file,
    '--directory', directory, '--network', options.network, '--timeout', `${options.timeoutMs}ms`,
    ...(options.proxy ? ['--proxy'] : []), ...restoreWords(chosen)],
  { detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  const exited = new Promise<number>((resolve) => { child.once('exit', (code) => resolve(code ?? ExitCode.FAILED)); });
  const failed = await Promise.race([exited, formed(directory)]);
  if (failed !== undefined) {
    const [reason] = readFileSync(path.join(directory, 'supervisor.log'), 'utf8').trim().split('\n').slice(-1);
    const message = (reason ?? '').replace(/^redis-ha: /, '') || 'the lab ended while it started';
    if (failed === (ExitCode.MACHINE as number)) {
      throw new MachineLacks(message);
    }
    throw new Error(message);
  }
  child.unref();
  return labStatus(plan, directory, asJson);
}

async function formed(directory: string): Promise<undefined> {
  while (runningLab(directory)?.state !== 'up') {
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  return undefined;
}

function requireSamePlan(plan: DeploymentPlan, directory: string): void {
  const running = readFileSync(path.join(directory, 'plan.json'), 'utf8');
  if (running !== canonicalJson(plan)) {
    throw new InvalidInput('plan', `a lab of ${plan.name} with another plan is already up`, 'stop it first with `redis-ha lab down <plan>`');
  }
}

function requireNoRestore(plan: DeploymentPlan, { restoreFrom }: RestoreFlags): void {
  if (restoreFrom !== undefined) {
    throw new InvalidInput('--restore-from', `a lab of ${plan.name} is already up and holds data of its own`,
      'only a new one begins with a backup: stop it first with `redis-ha lab down <plan>`');
  }
}

/** What a dead lab left is removed: a new one has new addresses and secrets. */
function makeRoom(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (!isLabDirectory(directory, readdirSync(directory))) {
    throw new InvalidInput('--directory', `${directory} holds other files`, 'name an empty folder, or one that is not there');
  }
  rmSync(directory, { recursive: true });
  // Marked as a lab's before anything else is in it, so that a start that fails can be repeated.
  writeState(directory, { supervisor: 0, deployment: '', state: 'starting', reason: '' });
}
