import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeAtomically } from './write-atomically';

const exec = promisify(execFile);

/** The machine an installation changes. */
export interface System {
  /** Runs a program. @throws Error with its output when it fails */
  run(program: string, args: string[]): Promise<string>;
  /** Text of a file, undefined when it is not there. */
  read(file: string): Promise<string | undefined>;
  write(file: string, text: string, mode: number): Promise<void>;
  /** Does nothing when it is not there. */
  remove(file: string): Promise<void>;
}

/** @param root prefix of every path, for tests */
export function localSystem(root = ''): System {
  const at = (file: string): string => (root ? join(root, file) : file);
  return {
    async run(program, args) {
      try {
        return (await exec(program, args, { timeout: 300_000 })).stdout;
      } catch (failure) {
        const { stderr = '', message } = failure as { stderr?: string; message: string };
        throw new Error(`${program} ${args.join(' ')}: ${stderr.trim() || message}`);
      }
    },
    async read(file) {
      return readFile(at(file), 'utf8').catch((failure: NodeJS.ErrnoException) => {
        if (failure.code === 'ENOENT') {
          return undefined;
        }
        throw failure;
      });
    },
    async write(file, text, mode) {
      await writeAtomically(at(file), text, { mode });
    },
    async remove(file) {
      await rm(at(file), { force: true });
    },
  };
}

/** The files whose text is not what is given. */
export async function differing(system: System, files: Record<string, string>): Promise<string[]> {
  const found: string[] = [];
  for (const [file, text] of Object.entries(files)) {
    if (await system.read(file) !== text) {
      found.push(file);
    }
  }
  return found;
}

/** Writes what differs. @returns the files that changed */
export async function writeChanged(system: System, files: Record<string, string>, mode: number): Promise<string[]> {
  const changed = await differing(system, files);
  for (const file of changed) {
    await system.write(file, files[file]!, mode);
  }
  return changed;
}
