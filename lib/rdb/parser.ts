import { HEADER_BYTES, parseHeader, type RdbHeader } from './header';
import { Heads, LONGEST_HEAD, NOT_WHOLE } from './heads';
import type { RdbListener } from './listener';
import { DEEPEST, programOf, Step, type Program } from './program';
import { Records } from './records';

// Constants of this file: what another file exports is looked up each time, which some loaders make slow.
const { NEXT_RECORD, LENGTH, STRING, DOUBLE, MODULE, BYTES, REPEAT, AGAIN, KEY_READ } = Step;
const UNREAD = NOT_WHOLE;

/**
 * Tells apart what an RDB file consists of while it arrives in pieces of any size. Between two pieces it keeps the bytes of
 * a length that is not whole, and of a record what comes before its value if a listener asks for keys; never a value.
 */
export class RdbParser {
  public header: RdbHeader | undefined;
  public readonly records: Records;
  private program: Program | undefined;
  private step = 0;
  /** Bytes of a string or a number that are still to pass. */
  private skip = 0;
  private readonly heads = new Heads();
  private readonly repeats = new Float64Array(DEEPEST);
  private depth = 0;
  /** Bytes of the file that have been understood. */
  private offset = 0;
  private readonly carry = Buffer.alloc(2 * LONGEST_HEAD);
  private carried = 0;

  public constructor(private readonly listener: RdbListener) {
    this.records = new Records(listener);
  }

  /**
   * @returns how many of the bytes belong to the file's structure: all, or those up to the one that ends it
   * @throws RdbError
   */
  public write(chunk: Buffer): number {
    if (!this.program) {
      const taken = chunk.copy(this.carry, this.carried, 0, HEADER_BYTES - this.carried);
      this.carried += taken;
      return this.carried < HEADER_BYTES ? taken : taken + this.open(chunk.subarray(taken));
    }
    const { records } = this;
    let at = 0;
    if (this.carried > 0) {
      const had = this.carried;
      const whole = had + chunk.copy(this.carry, had, 0, LONGEST_HEAD);
      const read = this.run(this.program, this.carry, 0, had, whole);
      if (read === 0) {
        // Still not whole: so it was a short piece, and all of it is in the carry.
        this.carried = whole;
        return chunk.length;
      }
      this.carried = 0;
      at = read - had;
    }
    const read = records.ended || records.opaque ? at : this.run(this.program, chunk, at, chunk.length, chunk.length);
    if (records.ended) {
      return read;
    }
    this.carried = records.opaque ? 0 : chunk.copy(this.carry, 0, read);
    return chunk.length;
  }

  private open(rest: Buffer): number {
    this.header = parseHeader(this.carry);
    this.program = programOf(this.header.magic);
    this.offset = HEADER_BYTES;
    this.carried = 0;
    this.listener.header?.(this.header);
    return this.write(rest);
  }

  /**
   * Goes on with the program as far as the bytes reach.
   *
   * @param stop no step begins from here on, although its bytes may reach up to `end`
   * @returns where the step that was not done begins
   */
  private run({ steps, entries }: Program, bytes: Buffer, start: number, stop: number, end: number): number {
    const { heads, repeats, records } = this;
    const origin = this.offset - start;
    records.resume(start);
    let { step } = this;
    let at = start;
    let to = start + this.skip;
    this.skip = 0;
    for (;;) {
      if (to >= stop) {
        at = Math.min(to, end);
        this.skip = to - at;
        break;
      }
      at = to;
      let next = at;
      switch (steps[step]) {
        case NEXT_RECORD: {
          const type = bytes[at]!;
          step = entries[type]! - 2;
          to = at + 1;
          if (!records.begin(type, step >= 0, at, origin + at, this.header!)) {
            next = UNREAD;
            at = records.ended ? to : at;
          }
          break;
        }
        case STRING:
          next = heads.string(bytes, at, end, origin);
          to = next + heads.value;
          break;
        case LENGTH:
          to = next = heads.length(bytes, at, end, origin);
          break;
        case BYTES:
          to = at + steps[step + 1]!;
          break;
        case DOUBLE:
          to = heads.double(bytes, at) + heads.value;
          break;
        case MODULE:
          next = heads.modulePart(bytes, at, end, origin);
          to = next + heads.value;
          step -= next === UNREAD || heads.last ? 0 : 2;
          break;
        case REPEAT:
          to = next = heads.length(bytes, at, end, origin);
          if (next === UNREAD) {
            break;
          }
          if (heads.value === 0) {
            step = steps[step + 1]! - 2;
          } else {
            repeats[this.depth++] = heads.value;
          }
          break;
        case AGAIN:
          if (--repeats[this.depth - 1]! > 0) {
            step = steps[step + 1]! - 2;
          } else {
            this.depth -= 1;
          }
          break;
        case KEY_READ:
          records.keyRead(bytes, at);
          break;
        default:
          records.finish(bytes, at, heads.value);
          step = -2;
      }
      if (next === UNREAD) {
        break;
      }
      step += 2;
    }
    this.step = step;
    this.offset = origin + at;
    records.suspend(bytes, at);
    return at;
  }
}
