import type { Lab } from '../lab/lab';
import { now, sleep } from './clock';

/** A fault takes this long to show in what nodes say about themselves. */
const SHOWS_AFTER_MS = 300;
const EVERY_MS = 500;

/** Watches from a fault on when the deployment is whole again: every copy there, linked and in sync. */
export class Exposure {
  private wholeSince: number | undefined;
  private everLacking = false;
  private watching: Promise<void> | undefined;
  private over = false;

  constructor(private readonly lab: Pick<Lab, 'lacking'>) {}

  public begin(): void {
    this.wholeSince = undefined;
    this.watching ??= this.watch();
  }

  public async end(): Promise<void> {
    this.over = true;
    await this.watching;
  }

  /** Milliseconds from then until it was whole and stayed so; undefined when it never was, 0 when nothing was ever lacking. */
  public ms(from: number): number | undefined {
    if (this.watching === undefined || this.wholeSince === undefined) {
      return undefined;
    }
    return this.everLacking ? Math.max(0, this.wholeSince - from) : 0;
  }

  private async watch(): Promise<void> {
    await sleep(SHOWS_AFTER_MS);
    while (!this.over) {
      const at = now();
      const whole = await this.lab.lacking().then((lacks) => lacks === '', () => false);
      this.everLacking ||= !whole;
      this.wholeSince = whole ? this.wholeSince ?? at : undefined;
      if (!this.over) {
        await sleep(EVERY_MS);
      }
    }
  }
}
