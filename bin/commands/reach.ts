import path from 'node:path';
import type { Command } from 'commander';
import { InvalidInput, type UserName } from '../../lib/model';
import type { Bindings, DeploymentPlan } from '../../lib/plan';
import { openLab } from './lab-state';
import { readJson, readText } from './read-plan';

/** Where a deployment is, as the user says it. */
export interface ReachFlags {
  readonly directory?: string;
  readonly bindings?: string;
  readonly secrets?: string;
}

/** How to reach every node of a plan. */
export interface Reach {
  /** Node name to address; every node of the plan has one. */
  readonly addresses: Record<string, string>;
  readonly password: string;
}

/** Options of every command that asks a deployment: a lab is found by the plan alone, all else by bindings and secrets. */
export function withReach(command: Command, user: UserName): Command {
  return command
    .option('--directory <folder>', 'folder of the lab, when it is not the default one')
    .option('--bindings <file>', 'real addresses, for a deployment that is no lab')
    .option('--secrets <folder>', `folder with a file \`${user}\` that holds that user's password; with --bindings`);
}

/** @throws InvalidInput that names the flag and the fix */
export function reachOf(plan: DeploymentPlan, flags: ReachFlags, user: UserName): Reach {
  if (flags.bindings === undefined) {
    if (flags.secrets !== undefined) {
      throw new InvalidInput('--bindings', 'missing', 'name the file with the addresses that --secrets belongs to, or leave out both for a lab');
    }
    const lab = openLab(plan, flags.directory);
    return { addresses: lab.bindings.addresses, password: lab.secret(user) };
  }
  if (flags.directory !== undefined) {
    throw new InvalidInput('--directory', 'given beside --bindings', 'a lab has bindings of its own: leave out one of the two');
  }
  if (flags.secrets === undefined) {
    throw new InvalidInput('--secrets', 'missing', `name the folder with the file \`${user}\`, which --bindings needs`);
  }
  return { addresses: addressesIn(plan, flags.bindings), password: passwordIn(flags.secrets, user) };
}

function addressesIn(plan: DeploymentPlan, file: string): Record<string, string> {
  const { deployment, addresses } = readJson<Partial<Bindings>>('--bindings', file);
  if (deployment !== undefined && deployment !== plan.name) {
    throw new InvalidInput('--bindings', `${file} is of ${String(deployment)}, the plan of ${plan.name}`, 'name the bindings of this plan');
  }
  const missing = plan.nodes.filter(({ name }) => typeof addresses?.[name] !== 'string' || addresses[name] === '');
  if (missing.length > 0) {
    throw new InvalidInput('--bindings', `${file} has no address for ${missing.map(({ name }) => name).join(', ')}`,
      'give {"schemaVersion": 1, "deployment": <name>, "addresses": {<node>: <address>}} with every node of the plan');
  }
  return addresses!;
}

function passwordIn(folder: string, user: UserName): string {
  const file = path.join(folder, user);
  const fix = `put the password of the user \`${user}\` into that file`;
  const password = readText('--secrets', file, fix).trim();
  if (password === '') {
    throw new InvalidInput('--secrets', `${file} is empty`, fix);
  }
  return password;
}
