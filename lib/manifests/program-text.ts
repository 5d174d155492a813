import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Programs that are built with the library, below `dist/`: a user's synth needs no esbuild. */
const PROGRAMS = {
  agent: { file: 'agent/redis-ha-agent.js', build: 'npm run agent' },
  seed: { file: 'agent/redis-ha-seed.js', build: 'npm run agent' },
  certificates: { file: 'agent/redis-ha-certificates.js', build: 'npm run agent' },
  backup: { file: 'backup/redis-ha-backup.js', build: 'npm run backup-handler' },
} as const;

/**
 * The text of a program.
 *
 * @throws Error in a checkout where it has not been built
 */
export function programText(program: keyof typeof PROGRAMS): Buffer {
  const { file, build } = PROGRAMS[program];
  const places = [
    join(__dirname, '..', '..', file), // in the published package: dist/lib/manifests
    join(__dirname, '..', '..', 'dist', file), // in the checkout
  ];
  const found = places.find((place) => existsSync(place));
  if (!found) {
    throw new Error(`the ${program} is not built: none of ${places.join(', ')} exists; run \`${build}\``);
  }
  return readFileSync(found);
}
