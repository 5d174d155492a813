// Proves that what constructs/aws and constructs/kubernetes show in public, and what they show of lib/, could be used from other
// languages: compiles a copy with jsii, one for each. Nothing of it is published; jsii wants a package without optional peers,
// hence the copies.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
/** Folders whose index is public, and the frameworks each is for. Classes of different platforms have the same names. */
const PLATFORMS = { 'constructs/aws': ['aws-cdk-lib', 'constructs'], 'constructs/kubernetes': ['cdk8s', 'constructs'] };
/** Rooms whose index is public with any of them. */
const PUBLIC_ROOMS = ['lib/model', 'lib/plan'];

/** Rooms that constructs may import, and what those rest on; jsii need not read the others. */
const ROOMS = ['model', 'plan', 'certificates', 'region', 'config', 'manifests', 'aws', 'observe', 'runbook'];

const sources = (folder) => readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.ts')).map((file) => path.join(folder, file));

/** Files that define an error class: other languages get an exception of their own, and jsii knows no `extends Error`. */
function errorFiles(files) {
  const classes = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/^export class (\w+) extends (\w+)/gm)]
    .map(([, name, base]) => ({ file, name, base })));
  const errors = new Set(['Error']);
  for (let size = 0; size !== errors.size;) {
    size = errors.size;
    classes.filter(({ base }) => errors.has(base)).forEach(({ name }) => errors.add(name));
  }
  return new Set(classes.filter(({ name }) => errors.has(name)).map(({ file }) => file));
}

/** The public names of a folder but its errors, as a barrel beside its own. */
function barrel(folder, without) {
  const kept = readFileSync(path.join(folder, 'index.ts'), 'utf8')
    .replace(/^export [^;]*? from '(\.[^']*)';$/gms, (line, module) => (without.has(path.join(folder, `${module}.ts`)) ? '' : line));
  writeFileSync(path.join(folder, 'jsii.ts'), `${kept}\nexport {};\n`);
}

/** Whether other languages could use a platform's constructs. */
function compiles(platform, frameworks) {
  const peers = Object.fromEntries(frameworks.map((name) => [name, manifest.peerDependencies[name]]));
  // jsii wants the lowest supported version there; it compiles against what is installed either way.
  const lowest = Object.fromEntries(Object.entries(peers).map(([name, range]) => [name, range.replace(/^\D+/, '')]));
  const shown = [platform, ...PUBLIC_ROOMS];
  const stage = mkdtempSync(path.join(tmpdir(), 'redis-ha-jsii-'));
  try {
    const folders = new Set([...ROOMS.map((room) => `lib/${room}`), ...shown]);
    for (const folder of [...folders].filter((name) => existsSync(path.join(root, name)))) {
      cpSync(path.join(root, folder), path.join(stage, folder), { recursive: true });
    }
    const without = errorFiles(sources(stage));
    shown.forEach((folder) => barrel(path.join(stage, folder), without));
    mkdirSync(path.join(stage, 'jsii'));
    // One flat list: in a submodule (`export * as aws`) jsii loses what a barrel exports by name.
    writeFileSync(path.join(stage, 'jsii/index.ts'), shown.map((folder) => `export * from '../${folder}/jsii';\n`).join(''));
    writeFileSync(path.join(stage, 'README.md'), `# ${manifest.name}\n`);
    writeFileSync(path.join(stage, 'package.json'), JSON.stringify({
      name: manifest.name,
      version: manifest.version,
      description: manifest.description,
      license: manifest.license,
      // jsii insists on both; neither leaves this folder.
      author: { name: 'redis-ha-constructs', organization: true },
      repository: { type: 'git', url: 'https://example.com/redis-ha-constructs.git' },
      main: 'jsii/index.js',
      types: 'jsii/index.d.ts',
      jsii: { outdir: 'dist', versionFormat: 'short', targets: {} },
      peerDependencies: peers,
      devDependencies: lowest,
      dependencies: manifest.dependencies,
      bundledDependencies: Object.keys(manifest.dependencies),
    }, undefined, 2));
    symlinkSync(path.join(root, 'node_modules'), path.join(stage, 'node_modules'));

    const run = spawnSync(process.execPath, [path.join(root, 'node_modules/jsii/bin/jsii'), '--silence-warnings', 'reserved-word'], {
      cwd: stage, encoding: 'utf8', env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1' },
    });
    const output = `${run.stdout}${run.stderr}`.split('\n')
      // The banner about Node's end of life comes whatever the variable says.
      .filter((line) => line.trim() && !line.startsWith('!!'))
      .join('\n')
      .replaceAll(`${stage}/`, '');
    if (output) {
      console.error(output);
    }
    return run.status === 0;
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

const failed = Object.entries(PLATFORMS).flatMap(([platform, frameworks]) => (compiles(platform, frameworks) ? [] : [platform]));
console.log(failed.length > 0
  ? `jsii: the public API of ${failed.join(' and ')} uses something that other languages cannot`
  : `jsii: ${[...Object.keys(PLATFORMS), ...PUBLIC_ROOMS].join(', ')} compile`);
process.exitCode = failed.length > 0 ? 1 : 0;
