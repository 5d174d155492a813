import { readFile } from 'node:fs/promises';
import type { NodeConfig } from '../config';

/** Reads `node.json`. */
export async function readConfig(file: string): Promise<NodeConfig> {
  const config = JSON.parse(await readFile(file, 'utf8')) as NodeConfig;
  for (const key of ['node', 'planFile', 'bindingsFile', 'dataDir', 'runDir', 'platform'] as const) {
    if (config[key] === undefined) {
      throw new Error(`${file}: "${key}" is missing`);
    }
  }
  return config;
}
