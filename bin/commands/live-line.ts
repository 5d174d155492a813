/** Without a terminal a line is written this often, in milliseconds. */
const EVERY_MS = 10_000;

/** Progress on standard error: one line that is rewritten on a terminal, a line now and then elsewhere. */
export class LiveLine {
  private written = 0;

  constructor(private readonly stream: NodeJS.WriteStream = process.stderr, private readonly clock: () => number = Date.now) {}

  public show(text: string): void {
    if (this.stream.isTTY) {
      // A longer one would wrap, and what wraps cannot be rewritten.
      const line = text.slice(0, Math.max(20, (this.stream.columns || 80) - 1));
      this.stream.write(`\r\x1b[K${line}`);
      this.written = this.clock();
    } else if (this.written === 0 || this.clock() - this.written >= EVERY_MS) {
      this.stream.write(`${text}\n`);
      this.written = this.clock();
    }
  }

  /** To be called before anything else is written. */
  public end(): void {
    if (this.stream.isTTY && this.written > 0) {
      this.stream.write('\r\x1b[K');
    }
    this.written = 0;
  }
}
