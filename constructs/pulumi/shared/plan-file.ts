import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { canonicalJson, type DeploymentPlan } from '../../../lib/plan';

/** Below the folder of the Pulumi project, where programs run. */
const DEFAULT_DIRECTORY = 'redis-ha.out';

/**
 * Writes the plan beside the program, in preview too, so that `redis-ha` can read it before anything is deployed. The same plan
 * gives the same bytes.
 *
 * @param component its name, unique among the components of a program
 * @param directory relative to the folder of the Pulumi project; default `redis-ha.out`
 * @returns the file's path, `<directory>/<component>.redis-ha.json`
 */
export function writePlanFile(component: string, plan: DeploymentPlan, directory = DEFAULT_DIRECTORY): string {
  const folder = resolve(process.cwd(), directory);
  mkdirSync(folder, { recursive: true });
  const file = resolve(folder, `${component.replace(/[^A-Za-z0-9._-]/g, '-')}.redis-ha.json`);
  writeFileSync(file, canonicalJson(plan));
  return file;
}
