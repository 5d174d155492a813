import { CRC64_MODULE, INPUT_AT, INPUT_BYTES, STATE_AT, TABLES, TABLES_AT } from './crc64-module';

/** The polynomial of Jones, reflected. @see https://github.com/redis/redis/blob/7.4.0/src/crc64.c */
const POLYNOMIAL = { high: 0x95ac9329, low: 0xac4bc9b5 };

type Run = (from: number, to: number) => void;

interface Memory {
  readonly buffer: ArrayBuffer;
}

/** The part of the runtime's own that is used: types for it come only with those of a browser. */
interface Runtime {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (module: object) => { readonly exports: { readonly memory: Memory; readonly run: Run } };
  };
}

interface Engine {
  readonly run: Run;
  readonly state: Uint32Array;
  readonly input: Uint8Array;
}

let engine: Engine | undefined;

/**
 * The checksum at the end of an RDB file: CRC64 as Redis and Valkey compute it, at more than 1 GB/s. It runs as
 * WebAssembly; all instances share one, since each call is over before another one begins.
 */
export class Crc64 {
  private low = 0;
  private high = 0;

  public update(bytes: Uint8Array): this {
    const { run, state, input } = engine ??= start();
    state[0] = this.low;
    state[1] = this.high;
    for (let at = 0; at < bytes.length; at += INPUT_BYTES) {
      const part = at === 0 && bytes.length <= INPUT_BYTES ? bytes : bytes.subarray(at, at + INPUT_BYTES);
      input.set(part);
      run(INPUT_AT, INPUT_AT + part.length);
    }
    this.low = state[0]!;
    this.high = state[1]!;
    return this;
  }

  /** Sixteen hexadecimal digits. */
  public digest(): string {
    return [this.high, this.low].map((half) => half.toString(16).padStart(8, '0')).join('');
  }

  /** The eight bytes that end a file. */
  public bytes(): Buffer {
    return Buffer.from(this.digest(), 'hex').reverse();
  }
}

function start(): Engine {
  const { Instance, Module } = (globalThis as unknown as Runtime).WebAssembly;
  const { memory, run } = new Instance(new Module(CRC64_MODULE)).exports;
  fillTables(new Uint32Array(memory.buffer, TABLES_AT, TABLES * 512));
  return { run, state: new Uint32Array(memory.buffer, STATE_AT, 2), input: new Uint8Array(memory.buffer, INPUT_AT, INPUT_BYTES) };
}

/** Entries are pairs of 32 bits, the low half first, as WebAssembly reads 64 of them. */
function fillTables(tables: Uint32Array): void {
  for (let byte = 0; byte < 256; byte += 1) {
    let [low, high] = [byte, 0];
    for (let bit = 0; bit < 8; bit += 1) {
      const odd = low & 1;
      low = ((low >>> 1) | (high << 31)) ^ (odd ? POLYNOMIAL.low : 0);
      high = (high >>> 1) ^ (odd ? POLYNOMIAL.high : 0);
    }
    tables.set([low, high], byte * 2);
  }
  for (let at = 256; at < TABLES * 256; at += 1) {
    const [low, high] = [tables[(at - 256) * 2]!, tables[(at - 256) * 2 + 1]!];
    const last = (low & 255) * 2;
    tables.set([((low >>> 8) | (high << 24)) ^ tables[last]!, (high >>> 8) ^ tables[last + 1]!], at * 2);
  }
}
