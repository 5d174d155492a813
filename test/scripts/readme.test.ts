import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '../..');
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
const snippets = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code!);

/** Errors of TypeScript for programs that import the package by its name, as a reader pastes them. */
function errorsOf(programs: string[]): string {
  // Inside the checkout, so that the package's dependencies are found; .cache/ is ignored by git.
  mkdirSync(path.join(root, '.cache'), { recursive: true });
  const folder = mkdtempSync(path.join(root, '.cache/readme-'));
  try {
    const files = programs.map((code, index) => {
      const file = `snippet-${index + 1}.ts`;
      writeFileSync(path.join(folder, file), code);
      return file;
    });
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({
      extends: '../../tsconfig.json', compilerOptions: { noEmit: true, noUnusedLocals: false }, include: [], files,
    }));
    execFileSync(process.execPath, [path.join(root, 'node_modules/@typescript/native/bin/tsc'), '-p', folder], { encoding: 'utf8' });
    return '';
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout ?? error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('README.md', () => {
  test('has a CDK example of ten lines or so', () => {
    const cdk = snippets.find((code) => code.includes("'redis-ha-constructs/aws'"));
    expect(cdk).toBeDefined();
    expect(cdk!.split('\n').filter((line) => line && !line.startsWith('import')).length).toBeLessThanOrEqual(10);
  });

  test('every TypeScript snippet compiles', () => {
    expect(errorsOf(snippets)).toBe('');
  }, 60_000);

  test('a snippet that does not compile would be noticed', () => {
    expect(errorsOf(["import { plan } from 'redis-ha-constructs';\nexport const x: number = plan;\n"])).toMatch(/TS2322/);
  }, 60_000);

  test('names only commands that exist', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    const named = [...readme.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, script]) => script!);
    expect(named).toContain('demo');
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });
});
