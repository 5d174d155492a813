import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A file that is built with the library: a user's synth needs neither esbuild nor Docker.
 *
 * @param what for the error, for example `the agent`
 * @param file below `dist/`
 * @param build what makes it in a checkout
 * @throws Error in a checkout where it has not been built
 */
export function bundled(what: string, file: string, build: string): string {
  const places = [
    join(__dirname, '..', '..', file), // in the published package: dist/lib/aws
    join(__dirname, '..', '..', 'dist', file), // in the checkout
  ];
  const found = places.find((place) => existsSync(place));
  if (!found) {
    throw new Error(`${what} is not built: none of ${places.join(', ')} exists; run \`${build}\``);
  }
  return found;
}
