import type { Store } from './store';

/** Who has a lease, as the store tells it. */
export interface LeaseHolder {
  readonly holder: string;
  readonly number: number;
  readonly ttlSeconds: number;
}

/** See the class's documentation when it is there: signatures first. */
export class Lease {
  private constructor(public readonly number: number, public readonly lost: AbortSignal) {}

  /** @returns undefined when somebody else has it */
  public static async acquire(_store: Store, _name: string, _holder: string, _ttlSeconds: number): Promise<Lease | undefined> {
    throw new Error('not there yet');
  }

  /** Who has it now; undefined when it is free. Time is not considered. */
  public static async holder(_store: Store, _name: string): Promise<LeaseHolder | undefined> {
    throw new Error('not there yet');
  }

  /** @returns whether it is still held, for another time to live */
  public async renew(): Promise<boolean> {
    throw new Error('not there yet');
  }

  /** Renews by itself, three times in a time to live, until it is released or lost. */
  public keep(): void {
    throw new Error('not there yet');
  }

  public async release(): Promise<void> {
    throw new Error('not there yet');
  }
}
