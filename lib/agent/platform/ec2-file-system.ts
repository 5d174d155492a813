import { EC2_PATHS } from '../../config';
import type { System } from '../install-system';

/**
 * Grows the file system of the data volume when the volume has grown, without a reboot: EBS shows a larger device to a
 * running instance, and ext4 grows while it is mounted.
 *
 * @param known size of the device when this was last asked, in bytes; undefined for the first time
 * @returns its size now
 */
export async function growFileSystem(system: System, known: number | undefined): Promise<number> {
  const device = (await system.run('findmnt', ['--noheadings', '--output', 'SOURCE', '--mountpoint', EC2_PATHS.data])).trim();
  const size = Number(await system.run('blockdev', ['--getsize64', device]));
  if (size !== known) {
    await system.run('resize2fs', [device]);
  }
  return size;
}
