import { performance } from 'node:perf_hooks';
import type { Socket } from 'node:net';
import type { Wire } from './wire';

/** How a connection ended on the sending side. */
type Ending = 'end' | 'reset';

/** What one side of a connection sends, on its way to the other. */
export class Flow {
  /** Not yet on the wire. */
  private readonly waiting: Buffer[] = [];
  private readonly underWay: { readonly at: number; readonly chunk?: Buffer; readonly ending?: Ending }[] = [];
  private held = 0;
  private lastArrival = 0;
  private ending: Ending | undefined;
  private sendTimer?: NodeJS.Timeout;
  private arrivalTimer?: NodeJS.Timeout;
  private closed = false;

  /** @param notBefore when the first byte can be there at the earliest: a connection has to be made first */
  constructor(private readonly from: Socket, private readonly to: Socket, private readonly wire: Wire, notBefore = 0) {
    this.lastArrival = notBefore;
  }

  public start(): void {
    const { from, to } = this;
    from.on('data', (chunk: Buffer) => {
      this.waiting.push(chunk);
      this.held += chunk.length;
      this.holdBack();
      this.send();
    });
    from.on('end', () => this.finish('end'));
    from.on('error', () => this.finish('reset'));
    from.on('close', () => this.finish('reset'));
    to.on('drain', () => this.holdBack());
    to.on('close', () => this.drop());
    this.holdBack();
  }

  private drop(): void {
    this.closed = true;
    clearTimeout(this.sendTimer);
    clearTimeout(this.arrivalTimer);
    this.waiting.length = 0;
    this.underWay.length = 0;
  }

  private finish(ending: Ending): void {
    if (this.ending === undefined) {
      this.ending = ending;
      this.send();
    }
  }

  private send(): void {
    clearTimeout(this.sendTimer);
    while (this.waiting.length > 0 && !this.closed) {
      const slice = this.slice();
      const now = performance.now();
      const { leftAt, arrivesAt } = this.wire.send(slice.length, now);
      this.arrives(arrivesAt, { chunk: slice });
      if (leftAt > now) {
        this.sendTimer = setTimeout(() => this.send(), leftAt - now);
        return;
      }
    }
    if (this.ending !== undefined && !this.closed) {
      this.arrives(this.wire.send(0, performance.now()).arrivesAt, { ending: this.ending });
    }
  }

  private slice(): Buffer {
    const [first] = this.waiting;
    const { sliceBytes } = this.wire;
    if (first!.length <= sliceBytes) {
      return this.waiting.shift()!;
    }
    this.waiting[0] = first!.subarray(sliceBytes);
    return first!.subarray(0, sliceBytes);
  }

  /** In order: what was lost holds up what is behind it. */
  private arrives(at: number, what: { readonly chunk?: Buffer; readonly ending?: Ending }): void {
    this.lastArrival = Math.max(this.lastArrival, at);
    this.underWay.push({ at: this.lastArrival, ...what });
    if (this.underWay.length === 1) {
      this.deliver();
    }
  }

  private deliver(): void {
    const now = performance.now();
    while (this.underWay.length > 0 && this.underWay[0]!.at <= now) {
      const { chunk, ending } = this.underWay.shift()!;
      if (chunk !== undefined) {
        this.held -= chunk.length;
        this.to.write(chunk);
      } else if (ending === 'end') {
        this.to.end();
      } else {
        this.to.resetAndDestroy();
      }
    }
    this.holdBack();
    if (this.underWay.length > 0 && !this.closed) {
      clearTimeout(this.arrivalTimer);
      this.arrivalTimer = setTimeout(() => this.deliver(), this.underWay[0]!.at - now);
    }
  }

  /** A sender whose window is full waits. */
  private holdBack(): void {
    if (this.held + this.to.writableLength > this.wire.windowBytes) {
      this.from.pause();
    } else {
      this.from.resume();
    }
  }
}
