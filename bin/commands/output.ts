import { writeFileSync } from 'node:fs';
import { InvalidInput } from '../../lib/model';

export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** For people who wait; never part of a result. */
export function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** @throws InvalidInput when the file cannot be written */
export function writeOut(file: string, text: string, option = '--out'): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new InvalidInput(option, `cannot write ${file} (${(error as NodeJS.ErrnoException).code ?? String(error)})`,
      'name a file in a folder that exists and may be written to');
  }
}
