import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Lab, LabNode, ProcessName } from '../../../lib/lab';
import { RollState } from '../../../lib/lab/roll-state';

type Processes = Partial<Record<ProcessName, number>>;

let directory: string;
let running: Record<string, Processes>;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'roll-state-'));
  running = { 'node-1': { redis: 11, sentinel: 12, agent: 13 }, 'node-2': { redis: 21, sentinel: 22, agent: 23 }, 'sentinel-1': { sentinel: 32 } };
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

const node = (name: string): LabNode => ({ name, pid: (process: ProcessName) => running[name]![process] }) as LabNode;
const open = (): Promise<RollState> => RollState.open({ directory, nodes: Object.keys(running).map(node) } as Lab);
const turns = (state: RollState): boolean[] => Object.keys(running).map((name) => state.hadItsTurn(node(name)));

test('at the beginning nobody has had its turn; it takes new processes, all but the agent', async () => {
  const state = await open();
  expect([state.resumed, state.stopped]).toEqual([false, undefined]);
  expect(turns(state)).toEqual([false, false, false]);
  running['node-1'] = { redis: 111, sentinel: 12, agent: 13 };
  running['node-2'] = { redis: 21, sentinel: 22, agent: 123 };
  expect(turns(state)).toEqual([false, false, false]);
  running['node-1'] = { redis: 111, sentinel: 112, agent: 13 };
  expect(turns(state)).toEqual([true, false, false]);
  running['sentinel-1'] = {};
  expect(turns(state)).toEqual([true, false, true]);
});

test('one that was interrupted goes on with the processes of its own beginning', async () => {
  await (await open()).stopping('node-1');
  running['node-1'] = { redis: 111, sentinel: 112 };
  const state = await open();
  expect([state.resumed, state.stopped]).toEqual([true, 'node-1']);
  expect(turns(state)).toEqual([true, false, false]);
});

test('a node that came back is no longer the stopped one', async () => {
  const state = await open();
  await state.stopping('node-1');
  expect(state.stopped).toBe('node-1');
  await state.stopping();
  expect(state.stopped).toBeUndefined();
  expect(await open()).toMatchObject({ resumed: true, stopped: undefined });
  expect(readdirSync(directory)).toEqual(['rolling.json']);
});

test('one that ended is forgotten, also when nothing was ever written', async () => {
  const state = await open();
  await state.finish();
  await state.stopping('node-2');
  await state.finish();
  expect(existsSync(join(directory, 'rolling.json'))).toBe(false);
  expect((await open()).resumed).toBe(false);
});

test('a node that came while it ran has had its turn', async () => {
  const state = await open();
  running['node-3'] = { redis: 41 };
  expect(state.hadItsTurn(node('node-3'))).toBe(true);
});
