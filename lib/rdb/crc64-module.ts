/**
 * The WebAssembly module that computes the checksum, written out by hand: JavaScript has no 64-bit integers that are fast,
 * and the backup stream passes through here. It exports its memory and `run(from, to)`, which updates the checksum in
 * memory with the bytes at those addresses, sixteen at a time.
 */
export const STATE_AT = 0;
/** Sixteen tables of 256 checksums: table n is for a byte that n others follow. */
export const TABLES_AT = 4096;
export const TABLES = 16;
export const INPUT_AT = 65_536;
export const INPUT_BYTES = 65_536;
const PAGES = 2;

const I32 = 0x7f;
const I64 = 0x7e;
const VOID = 0x40;
const [FROM, TO, CRC, NEXT] = [0, 1, 2, 3] as const;

const number = (value: number): number[] => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...number(value >>> 7)]);
/** Constants are signed: one bit less fits into each byte that is the last. */
const signed = (value: number): number[] => (value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...signed(value >>> 7)]);
const sized = (bytes: number[]): number[] => [...number(bytes.length), ...bytes];
const section = (id: number, bytes: number[]): number[] => [id, ...sized(bytes)];
const name = (text: string): number[] => sized([...Buffer.from(text)]);

const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const i32 = (value: number): number[] => [0x41, ...signed(value)];
const i64 = (value: number): number[] => [0x42, ...signed(value)];
/** No alignment is promised: the input begins anywhere. */
const load64 = (address: number): number[] => [0x29, 0, ...number(address)];
const load8 = [0x31, 0, 0];
const store64 = (address: number): number[] => [0x37, 0, ...number(address)];
const [ADD32, AND, XOR, SHIFT_RIGHT, WRAP, SHIFT_LEFT32] = [[0x6a], [0x83], [0x85], [0x88], [0xa7], [0x74]];
const GREATER32 = [0x4b];
const [BLOCK, LOOP, END, BRANCH, BRANCH_IF] = [[0x02, VOID], [0x03, VOID], [0x0b], [0x0c], [0x0d]];

/** A table's entry for the byte of that number, the lowest being 0, of a local. */
function lookup(local: number, byte: number, table: number): number[] {
  const shifted = byte === 0 ? get(local) : [...get(local), ...i64(byte * 8), ...SHIFT_RIGHT];
  const low = byte === 7 ? shifted : [...shifted, ...i64(255), ...AND];
  return [...low, ...WRAP, ...i32(3), ...SHIFT_LEFT32, ...load64(TABLES_AT + table * 2048)];
}

function lookups(local: number, highest: number): number[] {
  return [0, 1, 2, 3, 4, 5, 6, 7].flatMap((byte) => [...lookup(local, byte, highest - byte), ...(byte === 0 ? [] : XOR)]);
}

/** Runs the body as long as that many bytes are left, and moves on by as many. */
function whileThereAre(step: number, body: number[]): number[] {
  return [
    ...BLOCK, ...LOOP,
    ...get(FROM), ...i32(step), ...ADD32, ...get(TO), ...GREATER32, ...BRANCH_IF, 1,
    ...body,
    ...get(FROM), ...i32(step), ...ADD32, ...set(FROM),
    ...BRANCH, 0, ...END, ...END,
  ];
}

const SIXTEEN = [
  ...get(CRC), ...get(FROM), ...load64(0), ...XOR, ...set(CRC),
  ...get(FROM), ...load64(8), ...set(NEXT),
  ...lookups(CRC, 15), ...lookups(NEXT, 7), ...XOR, ...set(CRC),
];
const ONE = [
  ...get(CRC), ...get(FROM), ...load8, ...XOR, ...set(NEXT),
  ...lookup(NEXT, 0, 0), ...get(CRC), ...i64(8), ...SHIFT_RIGHT, ...XOR, ...set(CRC),
];
const RUN = [
  1, 2, I64,
  ...i32(0), ...load64(STATE_AT), ...set(CRC),
  ...whileThereAre(16, SIXTEEN),
  ...whileThereAre(1, ONE),
  ...i32(0), ...get(CRC), ...store64(STATE_AT), ...END,
];

export const CRC64_MODULE = Uint8Array.from([
  0, ...Buffer.from('asm'), 1, 0, 0, 0,
  ...section(1, [1, 0x60, 2, I32, I32, 0]),
  ...section(3, [1, 0]),
  ...section(5, [1, 0, PAGES]),
  ...section(7, [2, ...name('memory'), 2, 0, ...name('run'), 0, 0]),
  ...section(10, [1, ...sized(RUN)]),
]);
