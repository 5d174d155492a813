import { chown, stat } from 'node:fs/promises';

/**
 * Who a data folder belongs to. Restored by root, as after a crash on a server, the files must still belong to the user that
 * the server runs as, or it does not start.
 */
export class Owner {
  /** Of a folder that is there; of nobody in particular when it is not, or when we may not give files away anyway. */
  public static async of(folder: string): Promise<Owner> {
    if (process.getuid?.() !== 0) {
      return new Owner();
    }
    const found = await stat(folder).catch(() => undefined);
    return new Owner(found?.uid, found?.gid);
  }

  private constructor(private readonly uid?: number, private readonly gid?: number) {}

  public async give(path: string): Promise<void> {
    if (this.uid !== undefined && this.gid !== undefined) {
      await chown(path, this.uid, this.gid);
    }
  }
}
