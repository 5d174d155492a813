import { Command } from 'commander';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { reachOf, withReach, type ReachFlags } from '../../../bin/commands/reach';
import { InvalidInput, UserName } from '../../../lib/model';
import { demo, folder, invoked } from './invoked';

const files = folder();
afterAll(() => files.remove());

const addresses = Object.fromEntries(demo.nodes.map(({ name }, index) => [name, `127.1.2.${index + 1}`]));
const [first] = demo.nodes.map(({ name }) => name);

function bindings(content: unknown): string {
  return files.file('bindings.json', typeof content === 'string' ? content : JSON.stringify(content));
}

function secrets(content?: string): string {
  const full = files.file(`secrets-${content === undefined ? 'none' : content.trim() || 'empty'}`);
  mkdirSync(full, { recursive: true });
  if (content !== undefined) {
    writeFileSync(path.join(full, 'agent'), content);
  }
  return full;
}

test('bindings and secrets: every address, and the password without its line end', () => {
  const file = bindings({ schemaVersion: 1, deployment: demo.name, addresses });
  expect(reachOf(demo, { bindings: file, secrets: secrets('word\n') }, UserName.AGENT)).toEqual({ addresses, password: 'word' });
});

test.each<[string, () => ReachFlags, string, string, string]>([
  ['no lab', () => ({}), 'plan', 'no lab of demo runs here', 'redis-ha lab up'],
  ['a folder without a lab', () => ({ directory: files.file('nowhere') }), 'plan', 'no lab of demo runs here', 'redis-ha lab up'],
  ['secrets without bindings', () => ({ secrets: secrets('word') }), '--bindings', 'missing', 'name the file with the addresses'],
  ['bindings without secrets', () => ({ bindings: bindings({ addresses }) }), '--secrets', 'missing', 'file `agent`'],
  ['bindings and a lab', () => ({ bindings: bindings({ addresses }), secrets: secrets('word'), directory: '.' }),
    '--directory', 'beside --bindings', 'leave out one'],
  ['bindings that are not there', () => ({ bindings: files.file('none.json'), secrets: secrets('word') }), '--bindings', 'there is no', 'name a file'],
  ['bindings that are no JSON', () => ({ bindings: bindings('{'), secrets: secrets('word') }), '--bindings', 'is not JSON', 'name a JSON file'],
  ['bindings that are null', () => ({ bindings: bindings('null'), secrets: secrets('word') }), '--bindings', 'has no address for', '"addresses"'],
  ['bindings without addresses', () => ({ bindings: bindings({ addresses: 'all' }), secrets: secrets('word') }),
    '--bindings', 'has no address for', '"addresses"'],
  ['one address missing', () => ({ bindings: bindings({ addresses: { ...addresses, [first!]: undefined } }), secrets: secrets('word') }),
    '--bindings', `has no address for ${first}`, 'every node of the plan'],
  ['one address empty', () => ({ bindings: bindings({ addresses: { ...addresses, [first!]: '' } }), secrets: secrets('word') }),
    '--bindings', `has no address for ${first}`, 'every node of the plan'],
  ['bindings of another deployment', () => ({ bindings: bindings({ deployment: 'other', addresses }), secrets: secrets('word') }),
    '--bindings', 'is of other', 'name the bindings of this plan'],
  ['no secret', () => ({ bindings: bindings({ addresses }), secrets: secrets() }), '--secrets', 'there is no', 'put the password of the user `agent`'],
  ['an empty secret', () => ({ bindings: bindings({ addresses }), secrets: secrets('\n') }), '--secrets', 'is empty', 'put the password of the user `agent`'],
])('%s: names the flag, what is wrong and the fix', (_, flags, field, problem, fix) => {
  let failure: unknown;
  try {
    reachOf(demo, flags(), UserName.AGENT);
  } catch (caught) {
    failure = caught;
  }
  expect(failure).toBeInstanceOf(InvalidInput);
  expect(failure).toMatchObject({ field, message: expect.stringContaining(problem) });
  expect((failure as Error).message).toContain(fix);
});

test('the options name the file of the user the command asks as', () => {
  const help = withReach(new Command('ask'), UserName.MONITOR).helpInformation();
  expect(help).toMatch(/--directory[^]*--bindings[^]*--secrets[^]*`monitor`/);
});

test.each(['doctor', 'promote'])('%s ends with 2 when it cannot be known whom to ask', async (name) => {
  const words = [name, files.file('demo.redis-ha.json', demo), ...(name === 'promote' ? ['--evidence', '--yes'] : [])];
  const bad = files.file('bad.json', '{');
  const good = files.file('good.json', JSON.stringify({ addresses }));
  for (const [flags, message] of [
    [['--bindings', good], '--secrets: missing'],
    [['--bindings', bad, '--secrets', secrets('word')], '--bindings: '],
    [['--bindings', good, '--secrets', secrets()], '--secrets: there is no'],
  ] as const) {
    expect(await invoked(...words, ...flags)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(message) });
  }
});
