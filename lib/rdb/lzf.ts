import { RdbError } from './rdb-error';

/** Three bytes become at most 264. */
const LARGEST_RATIO = 88;

/**
 * Undoes LZF, in which servers keep strings of more than twenty bytes (`rdbcompression`).
 *
 * @param length of the result, as the file says
 * @param offset of the string in the file, for errors
 * @throws RdbError when it does not come out at that length
 */
export function decompressLzf(input: Uint8Array, length: number, offset: number): Buffer {
  if (length > input.length * LARGEST_RATIO) {
    throw new RdbError(`a compressed string says it is ${length} bytes, which ${input.length} bytes cannot hold`, offset);
  }
  const output = Buffer.allocUnsafe(length);
  const broken = (): never => {
    throw new RdbError('a compressed string is damaged', offset);
  };
  let [from, to] = [0, 0];
  while (from < input.length) {
    const control = input[from++]!;
    if (control < 32) {
      const end = from + control + 1;
      if (end > input.length || to + control + 1 > length) {
        broken();
      }
      while (from < end) {
        output[to++] = input[from++]!;
      }
      continue;
    }
    const count = (control >> 5) + (control >> 5 === 7 ? input[from++] ?? broken() : 0) + 2;
    let source = to - (((control & 31) << 8) | (input[from++] ?? broken())) - 1;
    if (source < 0 || to + count > length) {
      broken();
    }
    // Byte by byte: what is repeated may overlap with what it becomes.
    for (const end = to + count; to < end;) {
      output[to++] = output[source++]!;
    }
  }
  return to === length ? output : broken();
}
