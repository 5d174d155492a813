import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Engine } from 'redis-ha-constructs';

const FOLDER = join(__dirname, '../../examples/aws-sentinel');
const SCRIPT = readFileSync(join(FOLDER, 'image.sh'), 'utf8');
const README = readFileSync(join(FOLDER, 'README.md'), 'utf8');

/** Runs the script as far as its variables and lists, and prints an expression. */
function evaluated(expression: string, env: Record<string, string> = {}): string {
  const lines = SCRIPT.split('\n').filter((line) => /^(SNAPSHOT|[A-Z]+_VERSION|ENGINE|units|packages|apt)=/.test(line));
  return execFileSync('bash', ['-euc', [...lines, `echo ${expression}`].join('\n')], { env: { ...process.env, ...env }, encoding: 'utf8' }).trim();
}

test('is a script', () => {
  expect(() => execFileSync('bash', ['-n', join(FOLDER, 'image.sh')])).not.toThrow();
});

test.each([Engine.REDIS_8_0, Engine.VALKEY_8_1])('knows the packages and units of $family as the library does', ({ family, packages }) => {
  expect(evaluated('"${packages[@]}"', { ENGINE: family })).toBe([packages.server, packages.sentinel, packages.tools, 'nodejs', 'awscli'].join(' '));
  expect(evaluated('"${units[@]}"', { ENGINE: family })).toBe(packages.distributionUnits.join(' '));
});

test('by default installs the engine of the example', () => {
  expect(evaluated('$ENGINE_VERSION').replace(/^\d+:/, '')).toMatch(new RegExp(`^${Engine.REDIS_8_0.version.replace('.', '\\.')}\\.`));
});

test('masks before it installs, and every package has an exact version', () => {
  const install = SCRIPT.indexOf('--no-install-recommends install');
  expect(SCRIPT.indexOf('systemctl mask')).toBeGreaterThan(0);
  expect(install).toBeGreaterThan(SCRIPT.indexOf('systemctl mask'));
  const arguments_ = /--no-install-recommends install \\\n((?:.*\\\n)*.*)\n/.exec(SCRIPT)![1]!.match(/"[^"]+"/g)!;
  expect(arguments_).toHaveLength(Number(evaluated('"${#packages[@]}"')));
  expect(arguments_.filter((word) => !/=\$[A-Z]+_VERSION"$/.test(word))).toEqual([]);
});

test('the README says its defaults', () => {
  for (const name of ['SNAPSHOT', 'ENGINE', 'ENGINE_VERSION', 'NODEJS_VERSION', 'AWSCLI_VERSION']) {
    expect(README).toMatch(new RegExp(`^\\| .*\`${name}\``, 'm'));
    expect(README).toContain(`\`${evaluated(`$${name}`)}\``);
  }
});
