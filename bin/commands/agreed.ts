import { createInterface } from 'node:readline/promises';
import { progress } from './output';

/**
 * Asks for the name of what is to change; anything else means no, and so does nobody to ask.
 *
 * @param what the name is of, and what for. @default - the node that is to be primary
 */
export async function agreed(name: string, what = 'node to make it primary'): Promise<boolean> {
  if (!process.stdin.isTTY) {
    progress('nothing was done: give --yes to do it');
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`Type the name of the ${what} (${name}): `).finally(() => terminal.close());
  if (answer.trim() !== name) {
    progress('nothing was done: that is another name');
    return false;
  }
  return true;
}
