import { InvalidInput } from '../model';

/** A move of a stored backup into a colder class of storage. */
export interface ColderClass {
  /** As S3 spells it, for example `STANDARD_IA`. */
  readonly storageClass: string;
  /** Days after it was written. */
  readonly days: number;
}

/**
 * Smallest object that is moved. Manifests, leases and notes stay where they can be read at once, whatever becomes of the
 * snapshots: the catalog must not need a thaw. S3 charges colder classes for at least this much anyway.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
 */
export const SMALLEST_MOVED_BYTES = 128 * 1024;

/** Days S3 wants an object to have been in storage before it may be moved into a class. Others have no such minimum. */
const LEAST_DAYS: Record<string, number> = { STANDARD_IA: 30, ONEZONE_IA: 30 };
/** Days an object must stay in a class, from S3's rules (infrequent access) or at the price of having stayed (the others). */
const LEAST_STAY: Record<string, number> = { STANDARD_IA: 30, ONEZONE_IA: 30, GLACIER_IR: 90, GLACIER: 90, DEEP_ARCHIVE: 180 };
/** Each class may only be left for one further down. */
const COLDER = ['INTELLIGENT_TIERING', 'STANDARD_IA', 'ONEZONE_IA', 'GLACIER_IR', 'GLACIER', 'DEEP_ARCHIVE'];
/** Moves within that order that S3 does not offer. */
const NOT_OFFERED = ['INTELLIGENT_TIERING>STANDARD_IA', 'ONEZONE_IA>GLACIER_IR'];
/** Classes whose objects must be thawed, for minutes to two days, before they can be read. */
const FROZEN = ['GLACIER', 'DEEP_ARCHIVE'];

/**
 * @param field the prop, as the user typed it
 * @throws InvalidInput for a move that S3 refuses or that costs more than it saves
 */
export function checkColderClasses(field: string, moves: ColderClass[]): void {
  moves.forEach((move, index) => {
    const name = `${field}[${index}]`;
    if (!COLDER.includes(move.storageClass)) {
      throw new InvalidInput(`${name}.storageClass`, `got ${move.storageClass}`, `use one of ${COLDER.join(', ')}`);
    }
    const least = LEAST_DAYS[move.storageClass] ?? 0;
    if (!Number.isInteger(move.days) || move.days < least) {
      throw new InvalidInput(`${name}.after`, `got ${move.days} days for ${move.storageClass}`, `give whole days, at least ${least}`);
    }
    const before = moves[index - 1];
    if (before) {
      checkPair(name, before, move);
    }
  });
}

function checkPair(name: string, before: ColderClass, after: ColderClass): void {
  const pair = `${before.storageClass}>${after.storageClass}`;
  if (COLDER.indexOf(after.storageClass) <= COLDER.indexOf(before.storageClass) || NOT_OFFERED.includes(pair)) {
    throw new InvalidInput(`${name}.storageClass`, `S3 moves no object from ${before.storageClass} to ${after.storageClass}`,
      `list classes in the order ${COLDER.join(', ')}`);
  }
  const stay = LEAST_STAY[before.storageClass] ?? 1;
  if (after.days - before.days < stay) {
    throw new InvalidInput(`${name}.after`,
      `got ${after.days} days, ${after.days - before.days} after the move to ${before.storageClass}, which is paid for at least ${stay}`,
      `give at least ${before.days + stay} days`);
  }
}

/** Those of the classes whose objects cannot be read at once. */
export function frozenClasses(moves: ColderClass[]): string[] {
  return moves.map(({ storageClass }) => storageClass).filter((name) => FROZEN.includes(name));
}
