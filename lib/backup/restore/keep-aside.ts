import { chmod, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InvalidInput } from '../../model';
import { timeInName } from '../names';
import { Owner } from './owner';

/** @throws InvalidInput when the folder cannot be moved, as far as can be told beforehand */
export async function requireMovable(folder: string): Promise<void> {
  const [itself, parent] = await Promise.all([stat(folder), stat(dirname(folder))]);
  if (itself.dev !== parent.dev) {
    throw new InvalidInput('--keep-aside', `${folder} is the root of a file system, which cannot be moved`,
      'move what is in it into a folder elsewhere on it by hand, and restore into the empty folder without --keep-aside');
  }
}

/**
 * Moves a folder to `<folder>.kept-<time>` and another one into its place, with the same owner and mode. When that fails the
 * old one is where it was.
 *
 * @returns where the old one is now
 */
export async function swapAside(folder: string, successor: string, now = new Date()): Promise<string> {
  const { mode } = await stat(folder);
  await chmod(successor, mode & 0o7777);
  await (await Owner.of(folder)).give(successor);
  const kept = await freeName(`${folder}.kept-${timeInName(now)}`);
  await rename(folder, kept);
  try {
    await rename(successor, folder);
  } catch (failure) {
    await rename(kept, folder);
    throw failure;
  }
  return kept;
}

async function freeName(wanted: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    if (await stat(name).catch(() => undefined) === undefined) {
      return name;
    }
  }
}
