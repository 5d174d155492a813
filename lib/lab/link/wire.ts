import type { LinkSettings } from './link-settings';

/** Bytes of a TCP packet that travels outside a machine. */
const SEGMENT_BYTES = 1460;
/** Linux repeats nothing sooner than this (TCP_RTO_MIN). */
const SHORTEST_RETRANSMISSION_MS = 200;
/** Timers come late by a millisecond or two; what a wire could have carried meanwhile is made good up to this. */
const CATCH_UP_MS = 10;
/** A slice lasts so long on the wire that timers can follow. */
const SLICE_MS = 5;
const LARGEST_SLICE_BYTES = 65_536;
/** A window grows no larger with Linux's defaults (tcp_rmem). */
const LARGEST_WINDOW_BYTES = 4 * 1024 * 1024;
const SMALLEST_WINDOW_BYTES = 65_536;

/** One direction of the link: when bytes that are given to it have left, and when they are there. All connections share it. */
export class Wire {
  private freeAt = Number.NEGATIVE_INFINITY;

  /**
   * @param settings asked for every slice, so that a link can change under its connections
   * @param random decides about losses, from 0 to 1
   */
  constructor(private readonly settings: () => LinkSettings, private readonly random: () => number = Math.random) {}

  /** How much of what waits a connection may put on the wire at once, so that others come in between. */
  public get sliceBytes(): number {
    const { bytesPerSecond } = this.settings();
    return bytesPerSecond === undefined ? LARGEST_SLICE_BYTES
      : Math.min(LARGEST_SLICE_BYTES, Math.max(SEGMENT_BYTES, Math.round(bytesPerSecond * SLICE_MS / 1000)));
  }

  /** How many bytes of one connection may be under way before its sender has to wait. */
  public get windowBytes(): number {
    const { bytesPerSecond, delayMs = 0 } = this.settings();
    return bytesPerSecond === undefined ? LARGEST_WINDOW_BYTES
      : Math.min(LARGEST_WINDOW_BYTES, Math.max(SMALLEST_WINDOW_BYTES, bytesPerSecond * 2 * delayMs / 1000));
  }

  /** Puts bytes on the wire. Times in milliseconds of one clock. */
  public send(bytes: number, now: number): { readonly leftAt: number; readonly arrivesAt: number } {
    const { delayMs = 0, bytesPerSecond, loss = 0 } = this.settings();
    const begins = bytesPerSecond === undefined ? now : Math.max(now - CATCH_UP_MS, this.freeAt);
    const leftAt = begins + (bytesPerSecond === undefined ? 0 : bytes / bytesPerSecond * 1000);
    this.freeAt = leftAt;
    const allArrive = (1 - loss) ** Math.ceil(bytes / SEGMENT_BYTES);
    const again = this.random() < allArrive ? 0 : Math.max(SHORTEST_RETRANSMISSION_MS, 2 * delayMs);
    return { leftAt, arrivesAt: Math.max(now, leftAt) + delayMs + again };
  }
}
