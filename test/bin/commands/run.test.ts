import { invoked } from './invoked';

const COMMANDS = [['plan'], ['diff'], ['diagram'], ['doctor'], ['lab'], ['lab', 'up'], ['lab', 'status'], ['lab', 'down'], ['drill']];

test.each(COMMANDS.map((words) => [words.join(' '), words] as const))('%s has help with an example', async (name, words) => {
  const { code, out, err } = await invoked(...words, '--help');
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain(`Usage: redis-ha ${name}`);
  expect(out).toMatch(/Examples:\n +\$ redis-ha /);
});

test.each(COMMANDS.filter(([name, sub]) => name !== 'lab' || sub).map((words) => [words.join(' '), words] as const))('%s takes --json', async (_, words) => {
  expect((await invoked(...words, '--help')).out).toContain('--json');
});

test('the exit codes are in the help', async () => {
  const { out } = await invoked('--help');
  for (const code of [0, 1, 2, 3, 4]) {
    expect(out).toMatch(new RegExp(`^  ${code}  `, 'm'));
  }
});

test('an unknown command, a missing argument and no command are bad input', async () => {
  expect(await invoked('destroy')).toMatchObject({ code: 2, err: expect.stringContaining("unknown command 'destroy'"), out: '' });
  expect(await invoked('diff', 'one.json')).toMatchObject({ code: 2, err: expect.stringContaining("missing required argument 'new'"), out: '' });
  expect(await invoked()).toMatchObject({ code: 2, err: expect.stringContaining('Usage: redis-ha'), out: '' });
});

test('the version is that of the package', async () => {
  expect((await invoked('--version')).out).toMatch(/^\d+\.\d+\.\d+/);
});
