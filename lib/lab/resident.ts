import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { canonicalJson, type DeploymentPlan } from '../plan';
import { startLab, type LabOptions } from './start-lab';

/** What a lab that outlives its command leaves in its folder. */
export interface ResidentLab {
  /** Process that supervises it. */
  readonly processId: number;
  /** When that process started, in clock ticks since boot: a later process may have the same id. */
  readonly startTicks: string;
  readonly engine: string;
  readonly deviation: string;
}

const FILE = 'lab.json';

/** Folder of a plan's lab unless one is given: under the user's state folder, as XDG has it. */
export function residentDirectory(plan: DeploymentPlan): string {
  return join(process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'redis-ha', 'lab', plan.name);
}

/**
 * Runs a plan until this process is told to stop (SIGTERM or SIGINT); meant to be started detached.
 *
 * @throws Error when a lab already runs in that folder
 */
export async function serveLab(plan: DeploymentPlan, directory: string, options: LabOptions = {}): Promise<void> {
  const running = await findResident(directory);
  if (running) {
    throw new Error(`a lab already runs in ${directory} (process ${running.processId}); \`lab down\` stops it`);
  }
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const lab = await startLab(plan, { ...options, directory });
  const resident: ResidentLab = {
    processId: process.pid, startTicks: await startTicks(process.pid) ?? '', engine: lab.engine.version, deviation: lab.engine.deviation,
  };
  await writeFile(join(directory, FILE), canonicalJson(resident));
  await new Promise<void>((stopped) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => stopped());
    }
  });
  await lab.down();
  await rm(join(directory, FILE), { force: true });
}

/** The lab that runs in that folder now, undefined when none does. */
export async function findResident(directory: string): Promise<ResidentLab | undefined> {
  const text = await readFile(join(resolve(directory), FILE), 'utf8').catch(() => undefined);
  if (text === undefined) {
    return undefined;
  }
  const resident = JSON.parse(text) as ResidentLab;
  return await startTicks(resident.processId) === resident.startTicks ? resident : undefined;
}

/**
 * Stops the lab in that folder.
 *
 * @returns false when none ran
 */
export async function stopResident(directory: string, timeoutMs = 30_000): Promise<boolean> {
  const resident = await findResident(directory);
  if (!resident) {
    return false;
  }
  process.kill(resident.processId, 'SIGTERM');
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    if (await findResident(directory) === undefined) {
      return true;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`the lab in ${directory} (process ${resident.processId}) did not stop within ${timeoutMs} ms`);
}

/** Field 22 of /proc/PID/stat; undefined when there is no such process. */
async function startTicks(processId: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${processId}/stat`, 'utf8').catch(() => undefined);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}
