import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Engine } from '../model';
import type { DeploymentPlan } from '../plan';

/** Names a folder of engines: `<folder>/<engine>/bin` holds the programs of one, for example `redis-8.0/bin/redis-server`. */
export const ENGINES_VARIABLE = 'REDIS_HA_ENGINES';

/** The server that will really run. */
export interface LabEngine {
  /** As the program itself says, for example `7.0.15`. */
  readonly version: string;
  /** Text for people when it is not the plan's version; empty otherwise. */
  readonly deviation: string;
  /** Absolute path of the folder that holds server, Sentinel and command line program. */
  readonly binDir: string;
}

/**
 * Absolute path of the folder with the engine's server, undefined when this machine has none. Looks in the folder that
 * REDIS_HA_ENGINES names, in `.engines` (made by `npm run engines`) of this checkout and of the current directory, each
 * for that very version, and then in PATH for any version of its family.
 */
export function programFolder(engine: Engine): string | undefined {
  const path = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const found = [...engineFolders(engine.name), ...path].find((folder) => executable(join(folder, engine.binaries.server)));
  return found === undefined ? undefined : resolve(found);
}

/**
 * Looks for the plan's engine as `programFolder` does.
 *
 * @throws Error that names the packages to install when the plan's engine has no programs on this machine
 */
export async function findEngine(plan: DeploymentPlan): Promise<LabEngine> {
  const engine = Engine.of(plan.engine.name);
  const { server, sentinel } = engine.binaries;
  const binDir = programFolder(engine);
  if (binDir === undefined || !executable(join(binDir, sentinel))) {
    throw new Error(`${binDir === undefined ? server : sentinel} is not on this machine: ${whatToDo(engine)}`);
  }
  const found = await versionOf(join(binDir, server));
  return {
    version: found,
    binDir,
    deviation: found.startsWith(`${engine.version}.`)
      ? '' : `the plan names ${engine.name}; this machine has ${engine.family} ${found}, which is what runs here`,
  };
}

/** The command with its program taken from that folder. */
export function inFolder(binDir: string, [program, ...args]: string[]): string[] {
  return [join(binDir, program!), ...args];
}

function whatToDo({ family, packages }: Engine): string {
  const script = family === 'redis' ? 'setup' : 'engines';
  const byScript = family === 'redis' || packages.debianRelease !== undefined ? ` (or \`npm run ${script}\`)` : '';
  return `apt-get install ${packages.server} ${packages.sentinel}${byScript}`;
}

function engineFolders(name: string): string[] {
  const named = process.env[ENGINES_VARIABLE];
  return [
    ...(named ? [named] : []),
    // lib/lab of a checkout, or dist/lib/lab of one that has been built.
    join(__dirname, '../../.engines'), join(__dirname, '../../../.engines'),
    '.engines',
  ].map((folder) => resolve(folder, name, 'bin'));
}

function executable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function versionOf(program: string): Promise<string> {
  const { stdout } = await promisify(execFile)(program, ['--version']).catch((failure: Error) => {
    throw new Error(`${program} does not run here: ${failure.message.trim()}`);
  });
  return /v=(\S+)/.exec(stdout)?.[1] ?? stdout.trim();
}
