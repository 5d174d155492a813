/**
 * The only source of chance in a drill: the same seed makes the same choices,
 * so a failed run can be repeated. (mulberry32)
 */
export class Random {
  private state: number;

  constructor(public readonly seed: number) {
    this.state = seed >>> 0;
  }

  /** From 0 to 1, 1 excluded. */
  public next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A number from `low` to `high`, `high` excluded. */
  public between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  /** A whole number from `low` to `high`, both included. */
  public whole(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  public chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** @throws Error when there is nothing to pick from */
  public pick<T>(from: readonly T[]): T {
    if (from.length === 0) {
      throw new Error('nothing to pick from');
    }
    return from[this.whole(0, from.length - 1)]!;
  }

  /** A new list in another order. */
  public shuffle<T>(list: readonly T[]): T[] {
    const shuffled = [...list];
    for (let last = shuffled.length - 1; last > 0; last -= 1) {
      const other = this.whole(0, last);
      [shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!];
    }
    return shuffled;
  }
}
