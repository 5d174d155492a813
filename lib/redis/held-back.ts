/**
 * Lets a stream pass and keeps its last bytes back: what ends a stream (a mark, a checksum) is only known to be its end
 * when nothing follows. Nothing is copied while chunks are longer than what is kept.
 */
export class HeldBack {
  private readonly waiting: Buffer[] = [];
  private bytes = 0;

  /** @param size how many bytes to keep back */
  constructor(private readonly size: number) {}

  /** Takes the next piece. @returns those pieces before it that can no longer be part of the end */
  public push(chunk: Buffer): Buffer[] {
    this.waiting.push(chunk);
    this.bytes += chunk.length;
    const free: Buffer[] = [];
    while (this.bytes - this.waiting[0]!.length >= this.size) {
      const first = this.waiting.shift()!;
      this.bytes -= first.length;
      free.push(first);
    }
    return free;
  }

  /** The last bytes of what has been pushed so far, fewer when there were fewer. */
  public get tail(): Buffer {
    const all = this.joined();
    return all.subarray(Math.max(0, all.length - this.size));
  }

  /** What is left to pass once the end has been taken off. */
  public get rest(): Buffer {
    const all = this.joined();
    return all.subarray(0, Math.max(0, all.length - this.size));
  }

  private joined(): Buffer {
    return this.waiting.length === 1 ? this.waiting[0]! : Buffer.concat(this.waiting);
  }
}
