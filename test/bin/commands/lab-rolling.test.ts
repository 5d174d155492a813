import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import path from 'node:path';
import { serveControl, type ControlVerb } from '../../../bin/commands/lab-control';
import { labRolling } from '../../../bin/commands/lab-rolling';
import { writeState } from '../../../bin/commands/lab-state';
import { canonicalJson, plan } from '../../../lib/plan';
import { withOverrides } from '../../lib/plan/specs';
import { endsWithTest } from '../../ends-with-test';
import { demo, folder, invoked } from './invoked';

const files = folder();
const file = files.file('demo.redis-ha.json', demo);
const servers: Server[] = [];
const children: ChildProcess[] = [];
afterEach(() => {
  servers.splice(0).forEach((server) => server.close());
  children.splice(0).forEach((child) => child.kill('SIGKILL'));
  jest.restoreAllMocks();
});
afterAll(() => files.remove());

/** A supervisor that does nothing but listen; the process that is taken for it does nothing at all. */
async function supervisor(name: string, roll: ControlVerb): Promise<string> {
  const directory = files.file(name);
  mkdirSync(directory, { recursive: true });
  writeFileSync(path.join(directory, 'plan.json'), canonicalJson(demo));
  writeFileSync(path.join(directory, 'bindings.json'), '{}');
  const program = [process.execPath, ['-e', 'setTimeout(() => {}, 60000)', 'supervise', directory]] as const;
  const child = spawn(...endsWithTest(...program), { stdio: 'ignore' });
  children.push(child);
  await new Promise((resolve) => { child.once('spawn', resolve); });
  writeState(directory, { supervisor: child.pid!, deployment: 'demo', state: 'up', reason: '' });
  servers.push(await serveControl(directory, { roll }));
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => { written.out += String(text); return true; });
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => { written.err += String(text); return true; });
  written = { out: '', err: '' };
  return directory;
}

let written = { out: '', err: '' };
const done = { live: ['settings.save'], restarted: ['node-2', 'node-1'], skipped: ['node-3'], handovers: [{ from: 'node-1', to: 'node-2' }] };

test('bad input, and no lab', async () => {
  expect(await invoked('lab', 'rolling', file)).toMatchObject({ code: 2, err: expect.stringContaining('no lab of demo runs here') });
  expect(await invoked('lab', 'rolling', file, '--patience', 'long')).toMatchObject({ code: 2, err: expect.stringContaining('--patience') });
});

test('a plain restart asks for no plan; progress is told while it goes', async () => {
  let asked: Record<string, unknown> = {};
  const directory = await supervisor('plain', async (request, tell) => {
    asked = request;
    tell({ atMs: 1, what: 'stops', node: 'node-2', detail: 'everything but it is whole' });
    return done;
  });
  expect(await labRolling(demo, { directory, patienceMs: 5000 })).toBe(0);
  expect(asked).toEqual({ patienceMs: 5000 });
  expect(written.err).toBe('node-2  stops  everything but it is whole\n');
  expect(written.out.split('\n')).toEqual(['demo: 2 nodes restarted (node-2, node-1)', 'not restarted: node-3',
    'handed over from node-1 to node-2', 'applied without a restart: settings.save', '']);
});

test('an engine keeps the rest of the plan in force; a plan file is taken as it is', async () => {
  const asked: unknown[] = [];
  const directory = await supervisor('wanted', async ({ plan: wanted }) => { asked.push(wanted); return done; });
  await labRolling(demo, { directory, patienceMs: 1, engine: 'valkey-8.1', json: true });
  expect(JSON.parse(written.out)).toEqual({ deployment: 'demo', ...done });
  const other = plan(withOverrides({ replTimeoutSeconds: 30 }));
  await labRolling(demo, { directory, patienceMs: 1, to: files.file('other.redis-ha.json', other) });
  expect(asked).toEqual([{ ...demo, engine: { name: 'valkey-8.1', family: 'valkey', version: '8.1' } }, other]);
});

test('both, or an engine nobody has, are refused before anything is asked', async () => {
  const directory = await supervisor('refused', async () => { throw new Error('asked'); });
  await expect(labRolling(demo, { directory, patienceMs: 1, engine: 'redis-8.0', to: file })).rejects.toThrow('--engine: given beside --to');
  await expect(labRolling(demo, { directory, patienceMs: 1, engine: 'oracle-1' })).rejects.toThrow(/oracle-1/);
});

test('a roll that stopped half-way is an error', async () => {
  const directory = await supervisor('stopped', async () => { throw new Error('not whole before node-2 stops'); });
  await expect(labRolling(demo, { directory, patienceMs: 1 })).rejects.toThrow('not whole before node-2 stops');
});
