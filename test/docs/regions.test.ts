import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { program } from '../../bin/commands/program';
import { RegionStrategy } from '../../lib/model';
import { SCENARIOS } from '../../lib/drill';
import { stepsOf } from '../../lib/region/promotion';
import { twoRegions } from '../lib/region/promotion/fake-regions';
import { strategyRows } from './regions-tables';

const text = readFileSync(join(__dirname, '../../docs/regions.md'), 'utf8');

/** Commands of the page's blocks, one per line. */
const commands = [...text.matchAll(/^```sh \w+\n([^`]*)```/gm)].flatMap(([, block]) => block!.trim().split('\n'));

test('the table of strategies is what plans promise', () => {
  strategyRows().forEach((row) => expect(text).toContain(row));
});

test('the steps are those that are done', () => {
  const titles = stepsOf(twoRegions({ strategy: RegionStrategy.PILOT_LIGHT }), 'region-2').map(({ title }) => title);
  expect([...text.matchAll(/^\d+\. (.*?)(?: \(`pilot-light`\))?$/gm)].map(([, title]) => title)).toEqual(titles);
});

test.each(commands)('%s: the command line has it', (line) => {
  const [name, ...words] = line.split(' ');
  expect(name).toBe('redis-ha');
  let command: Command = program(() => undefined);
  for (let sub: Command | undefined; (sub = command.commands.find((one) => one.name() === words[0])); words.shift()) {
    command = sub;
  }
  const flags = words.filter((word) => word.startsWith('--'));
  flags.forEach((flag) => expect(command.options.map(({ long }) => long)).toContain(flag));
  const needed = command.registeredArguments.filter(({ required }) => required);
  expect(words.length - flags.length).toBeGreaterThanOrEqual(needed.length);
  if (command.name() === 'drill') {
    expect(SCENARIOS.map((scenario) => scenario.name)).toContain(words[0]);
  }
});
