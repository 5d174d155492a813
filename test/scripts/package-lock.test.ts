import { readFileSync } from 'node:fs';
import path from 'node:path';

interface Entry { readonly version?: string; readonly resolved?: string; readonly optionalDependencies?: Record<string, string> }

const file = path.join(__dirname, '../../package-lock.json');
const packages = (JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, Entry> }).packages;

describe('package-lock.json', () => {
  test('names no registry', () => {
    expect(Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });

  // A registry that lacks the build of one platform makes npm leave it out without a word, and `npm ci` then refuses
  // the whole lock file, on every platform. Pin a version that has all builds (see `overrides`).
  test('holds every platform build that an entry names', () => {
    const names = new Set(Object.keys(packages).map((key) => key.slice(key.lastIndexOf('node_modules/') + 'node_modules/'.length)));
    const wanted = Object.entries(packages).flatMap(([key, { optionalDependencies }]) => (
      Object.keys(optionalDependencies ?? {}).map((name) => ({ key, name }))));
    expect(wanted.length).toBeGreaterThan(20);
    expect(wanted.filter(({ name }) => !names.has(name))).toEqual([]);
  });
});
