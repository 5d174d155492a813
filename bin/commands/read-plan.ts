import { readFileSync } from 'node:fs';
import { InvalidInput } from '../../lib/model';
import type { DeploymentPlan } from '../../lib/plan';
import { parsePlan } from '../../lib/plan/parse';

/** @throws InvalidInput when the file is not there or is no plan */
export function readPlan(file: string): DeploymentPlan {
  return parsePlan(readText('plan', file, 'name a file that ends in .redis-ha.json: constructs write one into cdk.out/, `redis-ha plan --out` makes one'), file);
}

/** @throws InvalidInput when the file cannot be read */
export function readText(field: string, file: string, fix: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InvalidInput(field, code === 'ENOENT' ? `there is no ${file}` : `cannot read ${file} (${code ?? String(error)})`, fix);
  }
}

/**
 * What a JSON file holds; an empty object when that is no object, so that whatever is looked for is missing.
 *
 * @throws InvalidInput when the file cannot be read or is not JSON
 */
export function readJson<T extends object>(field: string, file: string): T {
  const text = readText(field, file, 'name a file that is there');
  try {
    return Object(JSON.parse(text)) as T;
  } catch (error) {
    throw new InvalidInput(field, `${file} is not JSON (${(error as Error).message})`, 'name a JSON file');
  }
}
