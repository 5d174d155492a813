/** An RDB file that cannot be what a server wrote, or that this version cannot take apart. */
export class RdbError extends Error {
  /**
   * @param reason what is wrong, and what to do where something can be done
   * @param offset byte of the file at which it was noticed, from 0
   */
  public constructor(public readonly reason: string, public readonly offset: number) {
    super(`RDB file, byte ${offset}: ${reason}`);
    this.name = 'RdbError';
  }
}
