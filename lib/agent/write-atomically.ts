import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** How far a write must have come before it counts. */
export interface WriteOptions {
  /** File mode. @default 0o600 */
  readonly mode?: number;
  /**
   * Also survive a power loss.
   *
   * @default true
   */
  readonly durable?: boolean;
}

/** Replaces a file by rename: readers and crashes see the old text or the new, never half of one. */
export async function writeAtomically(file: string, text: string, options: WriteOptions = {}): Promise<void> {
  const folder = dirname(file);
  await mkdir(folder, { recursive: true });
  const draft = `${file}.new`;
  const handle = await open(draft, 'w', options.mode ?? 0o600);
  try {
    await handle.writeFile(text);
    if (options.durable ?? true) {
      await handle.sync();
    }
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  if (options.durable ?? true) {
    const directory = await open(folder, 'r');
    await directory.sync().finally(() => directory.close());
  }
}
