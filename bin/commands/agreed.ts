import { createInterface } from 'node:readline/promises';
import { progress } from './output';

/** Asks for the name of the node that is to be primary; anything else means no, and so does nobody to ask. */
export async function agreed(primary: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    progress('nothing was done: give --yes to do it');
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`Type the name of the node to make it primary (${primary}): `).finally(() => terminal.close());
  if (answer.trim() !== primary) {
    progress('nothing was done: that is another name');
    return false;
  }
  return true;
}
