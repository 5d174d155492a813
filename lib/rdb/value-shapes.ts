import { Opcode } from './opcodes';
import type { RdbHeader } from './header';

/**
 * One part of what follows a type or an opcode: a length (a number in 1 to 9 bytes), a string, a number as text, what a
 * module wrote (it says itself where it ends), that many bytes, or a length and as many repetitions.
 */
export type Field = 'length' | 'string' | 'double' | 'module' | { readonly bytes: number } | { readonly each: readonly Field[] };

const ID: Field = { bytes: 16 };
const TIME: Field = { bytes: 8 };
const ELEMENTS: Field[] = [{ each: ['string'] }];

/** Elements, then length and last id; from the second encoding on also first id, largest deleted id and entries added. */
function stream(encoding: 1 | 2 | 3): Field[] {
  const counted: Field[] = encoding >= 2 ? ['length'] : [];
  const active: Field[] = encoding >= 3 ? [TIME] : [];
  const pending: Field = { each: [ID, TIME, 'length'] };
  const consumers: Field = { each: ['string', TIME, ...active, { each: [ID] }] };
  return [
    { each: ['string', 'string'] }, 'length', 'length', 'length',
    ...(encoding >= 2 ? Array<Field>(5).fill('length') : []),
    { each: ['string', 'length', 'length', ...counted, pending, consumers] },
  ];
}

/** What a value consists of, by its type: the types of Redis up to 8.4 and Valkey up to 9.1 that mean the same in both. */
const SHARED: Readonly<Record<number, readonly Field[]>> = {
  0: ['string'],
  1: ELEMENTS,
  2: ELEMENTS,
  3: [{ each: ['string', 'double'] }],
  4: [{ each: ['string', 'string'] }],
  5: [{ each: ['string', { bytes: 8 }] }],
  7: ['length', 'module'],
  // Zipmap, ziplists, intset: one string each.
  9: ['string'], 10: ['string'], 11: ['string'], 12: ['string'], 13: ['string'],
  14: ELEMENTS,
  15: stream(1),
  16: ['string'], 17: ['string'],
  18: [{ each: ['length', 'string'] }],
  19: stream(2),
  20: ['string'],
  21: stream(3),
};

/** Hashes with times to live of fields: as tuples (time, field, value), and as a listpack; the soonest stands first. */
const REDIS: Readonly<Record<number, readonly Field[]>> = {
  24: [TIME, { each: ['length', 'string', 'string'] }],
  25: [TIME, 'string'],
};

const VALKEY: Readonly<Record<number, readonly Field[]>> = {
  22: [{ each: ['string', 'string', TIME] }],
};

const OPERANDS: Readonly<Record<number, readonly Field[]>> = {
  [Opcode.SLOT_INFO]: ['length', 'length', 'length'],
  [Opcode.FUNCTION]: ['string'],
  [Opcode.MODULE_AUX]: ['length', 'length', 'length', 'module'],
  [Opcode.IDLE]: ['length'],
  [Opcode.FREQUENCY]: [{ bytes: 1 }],
  [Opcode.AUX]: ['string', 'string'],
  [Opcode.RESIZE]: ['length', 'length'],
  [Opcode.EXPIRY_MS]: [TIME],
  [Opcode.EXPIRY]: [{ bytes: 4 }],
  [Opcode.SELECT]: ['length'],
  [Opcode.END]: [],
};

const VALKEY_OPERANDS: Readonly<Record<number, readonly Field[]>> = {
  [Opcode.SLOT_IMPORT]: ['string', { each: ['length', 'length'] }],
};

/** Value types, without the key before them. */
export function valueShapes(magic: RdbHeader['magic']): Readonly<Record<number, readonly Field[]>> {
  return { ...SHARED, ...(magic === 'VALKEY' ? VALKEY : REDIS) };
}

export function operands(magic: RdbHeader['magic']): Readonly<Record<number, readonly Field[]>> {
  return { ...OPERANDS, ...(magic === 'VALKEY' ? VALKEY_OPERANDS : {}) };
}
