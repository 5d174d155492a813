import { realpath } from 'node:fs/promises';
import { join } from 'node:path';

/** Link by which the kubelet changes all files of a mounted Secret at once. */
const CURRENT = '..data';

/** Folder with a mounted Secret's files of one moment, whatever the kubelet does meanwhile; `folder` itself without a kubelet. */
export async function asMountedNow(folder: string): Promise<string> {
  return realpath(join(folder, CURRENT)).catch((failure: NodeJS.ErrnoException) => {
    if (failure.code === 'ENOENT') {
      return folder;
    }
    throw failure;
  });
}
