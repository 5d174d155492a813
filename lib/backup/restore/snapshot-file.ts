import type { FileHandle } from 'node:fs/promises';
import { RdbScanner, type RdbSummary } from '../../rdb';

/** Flushed to the disk after so many bytes, so that the last flush is not all of it at once. */
const FLUSH_BYTES = 64 * 1024 * 1024;

/**
 * Writes a snapshot into a file that is open, and reads it once more on its way: what is written must be whole by itself,
 * whatever it was made from.
 *
 * @throws RdbError when it is not
 */
export async function writeSnapshot(file: FileHandle, body: AsyncIterable<Uint8Array>): Promise<RdbSummary> {
  const scanner = new RdbScanner();
  let unflushed = 0;
  for await (const chunk of body) {
    scanner.write(chunk);
    await file.appendFile(chunk);
    unflushed += chunk.length;
    if (unflushed >= FLUSH_BYTES) {
      await file.datasync();
      unflushed = 0;
    }
  }
  const summary = scanner.end();
  await file.sync();
  return summary;
}
