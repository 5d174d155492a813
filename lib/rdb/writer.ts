import { Crc64 } from './crc64';
import { FIRST_CHECKSUMMED, formatHeader, type RdbHeader } from './header';
import { Opcode } from './opcodes';

const BLOCK_BYTES = 65_536;

/** Puts an RDB file together from parts of others, in blocks of 64 KiB; copies what it is given. */
export class RdbWriter {
  public bytes = 0;
  private readonly crc = new Crc64();
  private block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  private used = 0;
  private ready: Buffer[] = [];
  private database: number | undefined;

  public constructor(private readonly header: RdbHeader) {
    this.write(formatHeader(header));
  }

  public write(bytes: Buffer): void {
    this.bytes += bytes.length;
    let from = 0;
    while (from < bytes.length) {
      const copied = bytes.copy(this.block, this.used, from);
      from += copied;
      this.used += copied;
      if (this.used === BLOCK_BYTES) {
        this.flush();
      }
    }
  }

  /** What follows is of that database. */
  public select(database: number): void {
    if (database !== this.database) {
      this.database = database;
      this.write(Buffer.from([Opcode.SELECT, ...lengthBytes(database)]));
    }
  }

  /** Blocks that are full; they are handed out once. */
  public take(): Buffer[] {
    const { ready } = this;
    this.ready = [];
    return ready;
  }

  /**
   * Ends the file.
   *
   * @returns the last blocks, and the checksum as sixteen hexadecimal digits
   */
  public end(): { blocks: Buffer[]; crc64: string } {
    this.write(Buffer.from([Opcode.END]));
    this.flush();
    const summed = this.header.version >= FIRST_CHECKSUMMED;
    if (summed) {
      this.ready.push(this.crc.bytes());
      this.bytes += 8;
    }
    return { blocks: this.take(), crc64: this.crc.digest() };
  }

  private flush(): void {
    const full = this.block.subarray(0, this.used);
    this.crc.update(full);
    this.ready.push(full);
    this.block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
    this.used = 0;
  }
}

/** A number as the format writes lengths. */
export function lengthBytes(value: number): number[] {
  if (value < 64) {
    return [value];
  }
  if (value < 16_384) {
    return [0x40 | (value >> 8), value & 255];
  }
  const bytes = Buffer.alloc(9, value < 2 ** 32 ? 0x80 : 0x81);
  bytes.writeBigUInt64BE(BigInt(value), 1);
  return [bytes[0]!, ...bytes.subarray(value < 2 ** 32 ? 5 : 1)];
}
