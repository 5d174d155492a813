import type { RdbHeader } from './header';
import { RdbScanner } from './scanner';
import { SlotSelector } from './slot-selector';

type Bytes = AsyncIterable<Uint8Array>;

/** A file to take keys of. */
export type RdbSource = Bytes | {
  readonly body: Bytes;
  /** Slots whose keys it may give: what its node owned when it was saved; all when absent. */
  readonly owns?: (slot: number) => boolean;
};

export interface SlotSelectionOptions {
  /** Hash slot of a key; required as soon as anything asks for slots. */
  readonly slotOf?: (key: Buffer) => number;
  /** What the result begins with: of several sources the newest (`commonHeader`). The first source's when absent. */
  readonly header?: RdbHeader;
  /** Called with the summary once all bytes have been handed over. */
  readonly onEnd?: (summary: SlotSelection) => void;
}

/** What the result holds. */
export interface SlotSelection {
  readonly header: RdbHeader;
  readonly bytes: number;
  /** Sixteen hexadecimal digits. */
  readonly crc64: string;
  /** Keys by database. */
  readonly keys: Record<string, number>;
  /** Names of function libraries. */
  readonly functions: string[];
}

/**
 * One RDB file with the keys of all sources whose slots are wanted: a shard's part of a backup with another number of
 * shards, or all of it in one. Records are copied as they stand; values pass through and are never held. Functions and
 * modules' data come once. Hints for sizes of tables, positions of replication and states of migrations are left out.
 *
 * Sources are read one after the other, each to its end, and checked as `RdbScanner` does. The bytes are of use only once
 * the generator has ended: a source's damage may be noticed at its end. A key that two sources give is twice in the
 * result, which no server loads: say with `owns` what each may give.
 *
 * @returns the summary, which `onEnd` gets as well
 * @throws RdbError for a source that is damaged or not whole; that holds what this version cannot tell apart, whose
 * functions or whose version do not go with those before it
 */
export async function* selectSlots(
  sources: readonly RdbSource[], wanted: { keep(slot: number): boolean } | 'all', options: SlotSelectionOptions = {},
): AsyncGenerator<Buffer, SlotSelection, undefined> {
  if (sources.length === 0) {
    throw new Error('selectSlots: no sources; give it the shards of a backup');
  }
  const selector = new SlotSelector(wanted, options);
  for (const source of sources) {
    const { body, owns } = 'body' in source ? source : { body: source, owns: undefined };
    const scanner = new RdbScanner(selector.listener(owns));
    for await (const chunk of body) {
      scanner.write(chunk);
      if (!selector.refusal) {
        yield* selector.blocks();
      }
    }
    scanner.end();
    if (selector.refusal) {
      throw selector.refusal;
    }
  }
  const { blocks, summary } = selector.end();
  yield* blocks;
  options.onEnd?.(summary);
  return summary;
}
