import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Engine } from '../model';
import type { DeploymentPlan } from '../plan';

/** The server that will really run. */
export interface LabEngine {
  /** As the program itself says, for example `7.0.15`. */
  readonly version: string;
  /** Text for people when it is not the plan's version; empty otherwise. */
  readonly deviation: string;
}

/** @throws Error that names the packages to install when the plan's engine has no programs on this machine */
export async function findEngine(plan: DeploymentPlan): Promise<LabEngine> {
  const engine = Engine.of(plan.engine.name);
  const run = promisify(execFile);
  const version = async (program: string): Promise<string> => {
    try {
      const { stdout } = await run(program, ['--version']);
      return /v=(\S+)/.exec(stdout)?.[1] ?? stdout.trim();
    } catch {
      throw new Error(`${program} is not on this machine: apt-get install ${engine.packages.server} ${engine.packages.sentinel} `
        + '(or `npm run setup`)');
    }
  };
  const found = await version(engine.binaries.server);
  await version(engine.binaries.sentinel);
  return {
    version: found,
    deviation: found.startsWith(`${engine.version}.`)
      ? '' : `the plan names ${engine.name}; this machine has ${engine.family} ${found}, which is what runs here`,
  };
}
