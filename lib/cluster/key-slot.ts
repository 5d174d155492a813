import { SLOTS } from './slot-ranges';

const [OPEN, CLOSE] = [0x7b, 0x7d];
const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit += 1) {
    crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
});

/**
 * Hash slot of a key: CRC16 (XMODEM) of what stands between the first braces, or of all of it.
 *
 * @param key as bytes when it may be no text
 * @see https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#key-distribution-model
 */
export function keySlot(key: string | Uint8Array): number {
  const bytes = typeof key === 'string' ? Buffer.from(key) : key;
  const open = bytes.indexOf(OPEN);
  const close = open < 0 ? -1 : bytes.indexOf(CLOSE, open + 1);
  return close > open + 1 ? crc16(bytes, open + 1, close) % SLOTS : crc16(bytes, 0, bytes.length) % SLOTS;
}

function crc16(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let at = from; at < to; at += 1) {
    crc = ((crc << 8) & 0xffff) ^ TABLE[(crc >> 8) ^ bytes[at]!]!;
  }
  return crc;
}
