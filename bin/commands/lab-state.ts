import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { CERTIFICATE_FILES } from '../../lib/certificates';
import { InvalidInput } from '../../lib/model';
import type { Bindings, ConnectionCertificates, DeploymentPlan } from '../../lib/plan';
import { parsePlan } from '../../lib/plan/parse';

/** What a running lab tells other commands; `lab.json` in its folder. */
export interface LabState {
  /** Process that keeps the lab's nodes running. */
  readonly supervisor: number;
  readonly deployment: string;
  /** `starting`, `up` or `failed`. */
  readonly state: string;
  /** Why it failed; empty otherwise. */
  readonly reason: string;
  /** Addresses of the load balancers it plays, by what they lead to: `primary`, `replicas`. */
  readonly proxies?: Record<string, string>;
}

const STATE_FILE = 'lab.json';

/**
 * Folder of the lab of a deployment: where the user keeps state of programs, so
 * that every command finds it by the plan alone.
 */
export function labDirectory(plan: DeploymentPlan, given?: string): string {
  const home = process.env.XDG_STATE_HOME ?? path.join(homedir(), '.local', 'state');
  return path.resolve(given ?? path.join(home, 'redis-ha', 'labs', plan.name));
}

/** The lab that runs in that folder, undefined when none does. */
export function runningLab(directory: string): LabState | undefined {
  let state: LabState;
  try {
    state = JSON.parse(readFileSync(path.join(directory, STATE_FILE), 'utf8')) as LabState;
  } catch {
    return undefined;
  }
  return alive(state.supervisor, directory) ? state : undefined;
}

export function writeState(directory: string, state: LabState): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = path.join(directory, STATE_FILE);
  writeFileSync(`${file}.new`, JSON.stringify(state));
  renameSync(`${file}.new`, file);
}

/** A lab's folder is emptied without asking, so it must be one: empty, absent, or with a lab's plan in it. */
export function isLabDirectory(directory: string, entries: string[]): boolean {
  return entries.length === 0 || existsSync(path.join(directory, STATE_FILE));
}

export interface LabFiles {
  readonly plan: DeploymentPlan;
  readonly bindings: Bindings;
  readonly directory: string;
  secret(user: string): string;
  /** @throws Error when it has none: its plan has no TLS */
  certificates(): ConnectionCertificates;
}

/** @throws InvalidInput when no lab runs there */
export function openLab(plan: DeploymentPlan, given?: string): LabFiles {
  const directory = labDirectory(plan, given);
  const state = runningLab(directory);
  if (state === undefined || !existsSync(path.join(directory, 'bindings.json'))) {
    throw new InvalidInput('plan', `no lab of ${plan.name} runs here`, 'start one with `redis-ha lab up <plan>`');
  }
  const read = (name: string): string => readFileSync(path.join(directory, name), 'utf8');
  return {
    directory,
    plan: parsePlan(read('plan.json'), path.join(directory, 'plan.json')),
    bindings: JSON.parse(read('bindings.json')) as Bindings,
    secret: (user) => read(path.join('secrets', user)).trim(),
    certificates: () => {
      const [ca, cert, key] = Object.values(CERTIFICATE_FILES).map((name) => read(path.join('certificates', name)));
      return { ca: ca!, cert, key };
    },
  };
}

/** Process ids are reused: the one we mean runs `lab supervise` on this folder. */
function alive(pid: number, directory: string): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return words.includes('supervise') && words.includes(directory);
  } catch {
    // No /proc on this system: the signal is all there is to go by.
    return !existsSync('/proc/self');
  }
}
