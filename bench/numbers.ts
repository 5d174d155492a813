const UNITS: Record<string, number> = { '': 1, k: 1e3, m: 1e6, g: 1e9 };

/** Bytes of `--bytes`. @throws Error that says what to give */
export function bytesOf(text: string): number {
  const [, digits, unit] = /^(\d+)([kmg]?)$/i.exec(text) ?? [];
  if (digits === undefined) {
    throw new Error(`--bytes: got "${text}"; use for example 100m or 1g`);
  }
  return Number(digits) * UNITS[unit!.toLowerCase()]!;
}

/** A whole number above 0. @throws Error that names the option and what to give */
export function wholeOf(option: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) {
    throw new Error(`${option}: got "${text}"; use a whole number above 0`);
  }
  return Number(text);
}
