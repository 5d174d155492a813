import { Gathering } from './gathering';
import { KNOWN_VERSION, type RdbHeader } from './header';
import { libraryName } from './library-name';
import type { RdbListener } from './listener';
import { LOWEST_OPCODE, Opcode } from './opcodes';
import { RdbError } from './rdb-error';
import { stringAt } from './strings';

const NOWHERE = -1;
/** Of a sampled database: keys that are all told, and how many each one after them stands for. */
const [ALL_TOLD, ONE_OF] = [65_536, 16];
const { AUX, END, EXPIRY, EXPIRY_MS, FREQUENCY, FUNCTION, IDLE, MODULE_AUX, SELECT } = Opcode;
const FIRST_OPCODE = LOWEST_OPCODE;
const PREFIXES: readonly number[] = [EXPIRY, EXPIRY_MS, IDLE, FREQUENCY];

/** What the parts of a file mean: counts keys, keeps what a listener wants in one piece, and tells it. */
export class Records {
  /** The opcode that ends the file has come: what follows is the checksum. */
  public ended = false;
  /** Why what follows cannot be told apart; absent as long as it can. */
  public opaque: string | undefined;
  /** Keys by database; complete when the file has ended. */
  public readonly keys = new Map<number, number>();
  public expires = 0;
  public type = 0;

  private readonly gathering = new Gathering();
  private readonly watching: boolean;
  /** A value's bytes go to the listener. */
  private passing = false;
  /** Where in the bytes at hand the gathered or passed ones begin. */
  private mark = NOWHERE;
  private keyFrom = 0;
  private database = 0;
  private inDatabase = 0;
  /** An expiry or the like has come, its key not yet. */
  private begun = false;
  private expiring = false;

  public constructor(private readonly listener: RdbListener) {
    this.watching = listener.key !== undefined;
  }

  /** Other bytes are at hand, and begin there. */
  public resume(at: number): void {
    this.mark = this.passing || this.gathering.active ? at : NOWHERE;
  }

  /** The bytes at hand end there. */
  public suspend(bytes: Buffer, at: number): void {
    if (this.mark === NOWHERE || this.mark === at) {
      return;
    }
    const part = bytes.subarray(this.mark, at);
    if (this.passing) {
      this.listener.value!(part);
    } else {
      this.gathering.add(part);
    }
  }

  /**
   * A type or an opcode.
   *
   * @param known whether it is known what follows it
   * @param at where it stands in the bytes at hand
   * @param offset where it stands in the file
   * @returns whether the file goes on and can be told apart
   */
  public begin(type: number, known: boolean, at: number, offset: number, header: RdbHeader): boolean {
    this.type = type;
    if (type < FIRST_OPCODE && known) {
      if (this.watching && this.isTold()) {
        this.keyFrom = offset + 1;
        this.gatherFrom(at, offset);
      }
      return true;
    }
    const prefix = PREFIXES.includes(type);
    if (this.begun && !prefix && type >= FIRST_OPCODE) {
      throw new RdbError(`an expiry, an idle time or a frequency without a key: opcode ${type} follows it`, offset);
    }
    if (!known) {
      this.giveUp(type, offset, header);
      return false;
    }
    if (prefix) {
      this.begun = true;
      this.expiring ||= type === EXPIRY || type === EXPIRY_MS;
    }
    if (prefix ? this.watching && this.isTold() : this.wantsWhole(type)) {
      this.gatherFrom(at, offset);
    }
    this.ended = type === END;
    return !this.ended;
  }

  public keyRead(bytes: Buffer, at: number): void {
    if (!this.watching || !this.isTold()) {
      return;
    }
    const { from } = this.gathering;
    const head = this.gathering.take(bytes.subarray(this.mark, at));
    const [key] = stringAt(head, this.keyFrom - from, from);
    this.passing = this.listener.key!(key, head, this.database) && this.listener.value !== undefined;
    this.mark = this.passing ? at : NOWHERE;
  }

  /** All that belongs to the type or opcode has been read, the last number being that one. */
  public finish(bytes: Buffer, at: number, last: number): void {
    if (this.type < FIRST_OPCODE) {
      this.inDatabase += 1;
      this.expires += this.expiring ? 1 : 0;
      this.begun = this.expiring = false;
      if (this.passing) {
        this.suspend(bytes, at);
        this.passing = false;
        this.mark = NOWHERE;
      }
    } else if (this.type === SELECT) {
      this.count();
      this.database = last;
    } else if (this.gathering.active && !this.begun) {
      const { from } = this.gathering;
      const record = this.gathering.take(bytes.subarray(this.mark, at));
      this.mark = NOWHERE;
      this.tell(record, from);
    }
  }

  /** Adds what was counted since to the database's keys. */
  public count(): void {
    if (this.inDatabase > 0) {
      this.keys.set(this.database, (this.keys.get(this.database) ?? 0) + this.inDatabase);
      this.inDatabase = 0;
    }
  }

  /** The same for a key and for what comes before it: it counts when it has ended. */
  private isTold(): boolean {
    return !this.listener.sampled || this.inDatabase < ALL_TOLD || this.inDatabase % ONE_OF === 0;
  }

  private gatherFrom(at: number, offset: number): void {
    if (!this.gathering.active) {
      this.gathering.begin(offset);
      this.mark = at;
    }
  }

  private wantsWhole(opcode: number): boolean {
    switch (opcode) {
      case AUX: return this.listener.aux !== undefined;
      case FUNCTION: return this.listener.library !== undefined;
      case MODULE_AUX: return this.listener.moduleData !== undefined;
      default: return false;
    }
  }

  private tell(record: Buffer, from: number): void {
    if (this.type === MODULE_AUX) {
      this.listener.moduleData!(record);
      return;
    }
    const [first, next] = stringAt(record, 1, from);
    if (this.type === FUNCTION) {
      this.listener.library!(libraryName(first), first, record);
    } else {
      this.listener.aux!(first.toString(), stringAt(record, next, from)[0].toString(), record);
    }
  }

  /** A type that is new may be any size, and a file of a newer version may have new opcodes; other opcodes are damage. */
  private giveUp(type: number, offset: number, { magic, version }: RdbHeader): void {
    const what = type < FIRST_OPCODE ? `a value of type ${type}` : `an opcode ${type}`;
    if (type >= FIRST_OPCODE && version <= KNOWN_VERSION[magic]) {
      throw new RdbError(`${what} is none that version ${version} of the format has: the file is damaged`, offset);
    }
    this.opaque = `${what} at byte ${offset}, which this version does not know`;
    this.listener.opaque?.(this.opaque, offset);
  }
}
