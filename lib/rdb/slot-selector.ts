import { formatHeader, mayStandBelow, type RdbHeader } from './header';
import type { RdbListener } from './listener';
import { RdbError } from './rdb-error';
import type { SlotSelection, SlotSelectionOptions } from './select-slots';
import { RdbWriter } from './writer';

type Keep = (slot: number) => boolean;

/** Of a file that is put together neither is true any more. */
const STALE_FIELDS = /^repl-/i;
/** Opcode, module's id, and when it was saved: in nine bytes, and in two times one. */
const MODULE_HEAD_BYTES = 12;

/** Takes what is wanted of one source after the other and writes it. */
export class SlotSelector {
  /** Why there will be no result, unless the source turns out to be damaged, which explains it better. */
  public refusal: RdbError | undefined;
  private writer: RdbWriter | undefined;
  private header: RdbHeader | undefined;
  private sources = 0;
  private readonly keys = new Map<number, number>();
  private readonly libraries = new Map<string, Buffer>();
  private readonly modules = new Map<string, Buffer>();

  public constructor(private readonly wanted: { keep(slot: number): boolean } | 'all', private readonly options: SlotSelectionOptions) {}

  /** Of the next source. */
  public listener(owns: Keep | undefined): RdbListener {
    const first = this.sources === 0;
    this.sources += 1;
    const wants = this.slots(owns);
    return {
      header: (header) => this.begin(header),
      aux: (name, _value, record) => {
        if (first && !STALE_FIELDS.test(name)) {
          this.writer!.write(record);
        }
      },
      library: (name, source, record) => this.once(this.libraries, name, `the function library "${name}"`, source, record),
      moduleData: (record) => {
        this.once(this.modules, record.toString('latin1', 0, MODULE_HEAD_BYTES), 'a module', record, record);
      },
      key: (key, head, database) => {
        if (!wants(key)) {
          return false;
        }
        this.writer!.select(database);
        this.writer!.write(head);
        this.keys.set(database, (this.keys.get(database) ?? 0) + 1);
        return true;
      },
      value: (bytes) => this.writer!.write(bytes),
      opaque: (reason, offset) => {
        this.refusal ??= new RdbError(`it holds ${reason}, so its keys cannot be told apart: restore to as many shards as were `
          + 'backed up, or with a newer version', offset);
      },
    };
  }

  public blocks(): Buffer[] {
    return this.writer?.take() ?? [];
  }

  public end(): { blocks: Buffer[]; summary: SlotSelection } {
    const { blocks, crc64 } = this.writer!.end();
    const { bytes } = this.writer!;
    const keys = Object.fromEntries(this.keys);
    return { blocks, summary: { header: this.header!, bytes, crc64, keys, functions: [...this.libraries.keys()] } };
  }

  private slots(owns: Keep | undefined): (key: Buffer) => boolean {
    const { wanted, options: { slotOf } } = this;
    if (wanted === 'all' && !owns) {
      return () => true;
    }
    if (!slotOf) {
      throw new Error('selectSlots: it takes slotOf to choose keys by their slots');
    }
    return (key) => {
      const slot = slotOf(key);
      return (owns?.(slot) ?? true) && (wanted === 'all' || wanted.keep(slot));
    };
  }

  private begin(header: RdbHeader): void {
    this.header ??= this.options.header ?? header;
    if (!mayStandBelow(header, this.header)) {
      const [found, expected] = [header, this.header].map((one) => formatHeader(one).toString());
      throw new RdbError(`it is of version ${found}, the result of ${expected}: name the newest of the sources as \`header\``, 0);
    }
    this.writer ??= new RdbWriter(this.header);
  }

  /** Every shard has the same; a server does not start with two of a name. */
  private once(seen: Map<string, Buffer>, name: string, what: string, content: Buffer, record: Buffer): void {
    const before = seen.get(name);
    if (!before) {
      seen.set(name, Buffer.from(content));
      this.writer!.write(record);
    } else if (!before.equals(content)) {
      this.refusal ??= new RdbError(
        `${what} has other content than in a source before it: restore to as many shards as were backed up`, 0);
    }
  }
}
