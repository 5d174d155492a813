import type { RdbHeader } from './header';
import { RdbError } from './rdb-error';

/** One source of a selection. */
export type RdbSource = AsyncIterable<Uint8Array> | {
  readonly body: AsyncIterable<Uint8Array>;
  /** Slots it may give keys of: what it owned when the backup was made; all when absent. */
  readonly owns?: (slot: number) => boolean;
};

export interface SlotSelectionOptions {
  /** Hash slot of a key; needed unless all slots are wanted of sources that own all. */
  readonly slotOf?: (key: Buffer) => number;
  /** First bytes of the result: the newest of the sources' headers (`commonHeader`). That of the first source when absent. */
  readonly header?: RdbHeader;
  /** Called with the summary, once all has been handed over. */
  readonly onEnd?: (summary: SlotSelection) => void;
}

/** What the result holds. */
export interface SlotSelection {
  readonly header: RdbHeader;
  readonly bytes: number;
  readonly crc64: string;
  /** Keys by database. */
  readonly keys: Record<string, number>;
  readonly functions: string[];
}

export async function* selectSlots(
  _sources: readonly RdbSource[], _wanted: { keep(slot: number): boolean } | 'all', _options: SlotSelectionOptions = {},
): AsyncGenerator<Buffer, SlotSelection, undefined> {
  throw new RdbError('not yet', 0);
}
