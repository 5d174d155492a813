/**
 * A value the user typed that cannot be used. The message names the field as
 * the user typed it, what was got, what was expected and how to fix it.
 */
export class InvalidInput extends Error {
  /** The field, as the user typed it (`objectives.rto`, `topology.sentinels`, ...). */
  public readonly field: string;

  constructor(field: string, problem: string, fix: string) {
    super(`${field}: ${problem}; ${fix}`);
    this.name = 'InvalidInput';
    this.field = field;
  }
}

/** Throws unless `value` is a whole number within the bounds, both included. */
export function requireWhole(field: string, value: number, min: number, max: number): number {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new InvalidInput(field, `got ${value}`, `give a whole number from ${min} to ${max}`);
  }
  return value;
}

/** Throws unless `value` is a finite number within the bounds, both included. */
export function requireNumber(field: string, value: number, min: number, max: number, unit: string): number {
  if (!Number.isFinite(value) || value < min || value > max) {
    throw new InvalidInput(field, `got ${value}`, `give a number of ${unit} from ${min} to ${max}`);
  }
  return value;
}
