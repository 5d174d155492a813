import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRecord, type RegionRecord } from '../../region';

/** The newest record of a deployment in the folder of a lab's witness, undefined when there is none. */
export function newestIn(folder: string, deployment: string): RegionRecord | undefined {
  const epochs = filesIn(join(folder, deployment)).flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? []).map(Number);
  return epochs.length === 0 ? undefined
    : parseRecord(readFileSync(join(folder, deployment, `${Math.max(...epochs)}.json`), 'utf8'), deployment);
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'ENOENT') {
      return [];
    }
    throw failure;
  }
}
