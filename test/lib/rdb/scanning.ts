import { RdbScanner, type RdbListener, type RdbSummary } from '../../../lib/rdb';

/** Scans a file in pieces of that size. */
export function scan(content: Buffer, size = 65_536, listener?: RdbListener): RdbSummary {
  const scanner = new RdbScanner(listener);
  for (let at = 0; at < content.length; at += size) {
    scanner.write(content.subarray(at, at + size));
  }
  return scanner.end();
}

/** A file as others give it: in pieces, later. */
export async function* inPieces(content: Buffer, size = 1000): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += size) {
    yield content.subarray(at, at + size);
  }
}

/** Types of the values in a file. */
export function typesIn(content: Buffer): number[] {
  const types = new Set<number>();
  scan(content, 65_536, {
    key: (_, head) => {
      let at = 0;
      // Expiry, frequency, and idle time as a length.
      const long: Record<number, number> = { 0x80: 6, 0x81: 10 };
      for (let opcode = head[at]!; opcode >= 200; opcode = head[at]!) {
        at += opcode === 252 ? 9 : opcode === 249 || head[at + 1]! < 64 ? 2 : long[head[at + 1]!] ?? 3;
      }
      types.add(head[at]!);
      return false;
    },
  });
  return [...types].sort((a, b) => a - b);
}
