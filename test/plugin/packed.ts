import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.join(__dirname, '../..');

/** The plugin as `pulumi package add` has it: its own folder, and what its package.json names beside it. */
export interface PackedPlugin {
  readonly folder: string;
  remove(): void;
}

/** Compiles what the plugin uses of this package and puts it where npm would; everything else is this checkout's. */
export function packedPlugin(): PackedPlugin {
  const scratch = mkdtempSync(path.join(tmpdir(), 'redis-ha-plugin-'));
  const [folder, modules, library] = ['plugin', 'node_modules', 'library'].map((name) => path.join(scratch, name)) as [string, string, string];
  cpSync(path.join(ROOT, 'plugin'), folder, { recursive: true });
  mkdirSync(modules);
  for (const entry of readdirSync(path.join(ROOT, 'node_modules'))) {
    symlinkSync(path.join(ROOT, 'node_modules', entry), path.join(modules, entry));
  }
  mkdirSync(library);
  cpSync(path.join(ROOT, 'package.json'), path.join(library, 'package.json'));
  // Those of the package's entries that the plugin uses, and not the CDK's.
  const config = path.join(scratch, 'tsconfig.json');
  writeFileSync(config, JSON.stringify({
    extends: path.join(ROOT, 'tsconfig.build.json'),
    compilerOptions: {
      rootDir: ROOT, outDir: path.join(library, 'dist'), typeRoots: [path.join(ROOT, 'node_modules/@types')], sourceMap: false, inlineSources: false,
    },
    include: [], files: ['aws', 'kubernetes'].map((platform) => path.join(ROOT, `constructs/pulumi/${platform}/index.ts`)),
  }));
  execFileSync(process.execPath, [path.join(ROOT, 'node_modules/@typescript/native/bin/tsc'), '-p', config], { stdio: 'inherit' });
  for (const bundle of ['agent', 'backup', 'issuer']) {
    symlinkSync(path.join(ROOT, 'dist', bundle), path.join(library, 'dist', bundle));
  }
  symlinkSync(library, path.join(modules, 'redis-ha-constructs'));
  return { folder, remove: () => rmSync(scratch, { recursive: true, force: true }) };
}
