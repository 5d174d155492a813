import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Password per user name: a file per user, named after it; what begins with a dot is somebody else's. */
export async function secretFiles(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.'));
  const entries = names.map(async (name) => [name, (await readFile(join(folder, name), 'utf8')).trim()] as const);
  return Object.fromEntries(await Promise.all(entries));
}
