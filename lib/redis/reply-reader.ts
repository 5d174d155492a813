import type { Socket } from 'node:net';

/** Longest line a server answers the handshake with, in bytes; more means that it is not a Redis. */
const LONGEST_LINE = 16 * 1024;

/** Reads lines, then bytes, off a socket that waits while nobody reads. */
export class ReplyReader {
  private pending: Buffer = Buffer.alloc(0);
  private readonly chunks: AsyncIterator<Buffer, undefined>;

  /**
   * @param server how errors call it
   * @param idleTimeoutMs longest silence of the server while somebody waits for it
   */
  constructor(private readonly socket: Socket, private readonly server: string, private readonly idleTimeoutMs: number) {
    this.chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  }

  /** The next line that is not empty, without its end: empty ones are how a server says that it is still at work. */
  public async line(awaiting: string): Promise<string> {
    for (;;) {
      const end = this.pending.indexOf(10);
      if (end >= 0) {
        const line = this.pending.toString('latin1', 0, end).replace(/\r$/, '');
        this.pending = this.pending.subarray(end + 1);
        if (line !== '') {
          return line;
        }
        continue;
      }
      if (this.pending.length > LONGEST_LINE) {
        throw new Error(`${this.server} does not speak the replication protocol: a line of more than ${LONGEST_LINE} bytes`);
      }
      const more = await this.next();
      if (more === undefined) {
        throw new Error(`${this.server} closed the connection ${awaiting}`);
      }
      this.pending = Buffer.concat([this.pending, more]);
    }
  }

  /** What has come and what comes next; undefined when the server has closed the connection. */
  public async bytes(): Promise<Buffer | undefined> {
    if (this.pending.length > 0) {
      const first = this.pending;
      this.pending = Buffer.alloc(0);
      return first;
    }
    return this.next();
  }

  /** The clock runs only while this side waits: a slow reader here is not a silent server there. */
  private async next(): Promise<Buffer | undefined> {
    const timer = setTimeout(() => {
      this.socket.destroy(new Error(`${this.server} has been silent for ${this.idleTimeoutMs} ms`));
    }, this.idleTimeoutMs);
    try {
      const next = await this.chunks.next();
      return next.done ? undefined : next.value;
    } catch (failure) {
      throw this.named(failure);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Failures of the system say which server they are about. */
  private named(failure: unknown): unknown {
    const { code, message } = failure as NodeJS.ErrnoException;
    return typeof code === 'string' ? new Error(`${this.server}: ${message}`, { cause: failure }) : failure;
  }
}
