/** How fast a snapshot comes, over the last seconds. */
export class Pace {
  public bytes = 0;
  private readonly samples: { readonly at: number; readonly bytes: number }[] = [];

  /**
   * @param windowMs how far it looks back
   * @param clock milliseconds that never step back
   */
  constructor(private readonly windowMs: number, private readonly clock: () => number) {}

  public add(bytes: number): void {
    this.bytes += bytes;
  }

  /** Notes where it is; to be called about once a second. */
  public mark(): void {
    const at = this.clock();
    this.samples.push({ at, bytes: this.bytes });
    // The newest of those that are a window old stays: it is what the pace is measured from.
    while (this.samples.length > 1 && this.samples[1]!.at <= at - this.windowMs) {
      this.samples.shift();
    }
  }

  /** Over the window, or since the first mark where that is shorter; undefined before the second. */
  public get bytesPerSecond(): number | undefined {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    return first && last && last.at > first.at ? ((last.bytes - first.bytes) * 1000) / (last.at - first.at) : undefined;
  }

  /** True when a whole window has passed since the first byte, and less came in it than that. */
  public slowerThan(bytesPerSecond: number): boolean {
    const [first] = this.samples;
    const last = this.samples.at(-1);
    const full = first !== undefined && last !== undefined && last.at - first.at >= this.windowMs;
    // Until the server has forked and begins, there is nothing to be slow at; the deadline covers that.
    return full && last.bytes > 0 && first.bytes > 0 && this.bytesPerSecond! < bytesPerSecond;
  }
}
