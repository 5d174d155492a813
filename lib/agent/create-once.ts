import { link, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Whole or not at all: a hard link fails when the name exists, and never shows half a file.
 *
 * @returns whether it was not there
 */
export async function createOnce(file: string, text: string): Promise<boolean> {
  const draft = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(draft, text, { flush: true });
  try {
    await link(draft, file);
    return true;
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'EEXIST') {
      return false;
    }
    throw failure;
  } finally {
    await rm(draft, { force: true });
  }
}
