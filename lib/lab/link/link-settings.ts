import { requireNumber } from '../../model';

/** What lies between the two regions of a lab. */
export interface LinkSettings {
  /** How long a byte travels one way, in milliseconds; a round trip takes twice as long. @default 0 */
  readonly delayMs?: number;
  /** What the link carries each way, all connections together. @default - as much as this machine does */
  readonly bytesPerSecond?: number;
  /**
   * Share of the packets that are lost, from 0 to 0.5. Connections never lose a byte: what was lost comes later, and all that is
   * behind it waits.
   *
   * @default 0
   */
  readonly loss?: number;
}

/** @throws InvalidInput that names the setting */
export function validateLink({ delayMs = 0, bytesPerSecond, loss = 0 }: LinkSettings): LinkSettings {
  return {
    delayMs: requireNumber('link.delayMs', delayMs, 0, 10_000, 'milliseconds'),
    ...(bytesPerSecond === undefined ? {} : {
      bytesPerSecond: requireNumber('link.bytesPerSecond', bytesPerSecond, 1000, 1e10, 'bytes a second'),
    }),
    loss: requireNumber('link.loss', loss, 0, 0.5, 'parts of one'),
  };
}
