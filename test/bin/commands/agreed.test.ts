import { EventEmitter } from 'node:events';
import * as readline from 'node:readline/promises';
import { agreed } from '../../../bin/commands/agreed';

jest.mock('node:readline/promises', () => ({ createInterface: jest.fn() }));

const createInterface = readline.createInterface as unknown as jest.Mock;
const terminal = process.stdin.isTTY;
let closed = 0;
let asked = '';
let written = '';

function types(answer: string): void {
  createInterface.mockImplementation(() => Object.assign(new EventEmitter(), {
    question: (text: string) => { asked = text; return Promise.resolve(answer); },
    close: () => { closed += 1; },
  }));
}

beforeEach(() => {
  [closed, asked, written] = [0, '', ''];
  process.stdin.isTTY = true;
  createInterface.mockReset();
  jest.spyOn(process.stderr, 'write').mockImplementation(((text: string) => { written += text; return true; }) as typeof process.stderr.write);
});

afterEach(() => {
  process.stdin.isTTY = terminal;
  jest.restoreAllMocks();
});

test('the name of the node is yes', async () => {
  types(' node-2\t');
  expect(await agreed('node-2')).toBe(true);
  expect(asked).toContain('(node-2)');
  expect(closed).toBe(1);
});

test.each(['', 'y', 'yes', 'node-3', 'node-22'])('%j is no', async (answer) => {
  types(answer);
  expect(await agreed('node-2')).toBe(false);
  expect(written).toContain('nothing was done');
  expect(closed).toBe(1);
});

test('nobody to ask: no, and nobody is asked', async () => {
  process.stdin.isTTY = false;
  expect(await agreed('node-2')).toBe(false);
  expect(written).toContain('give --yes');
  expect(createInterface).not.toHaveBeenCalled();
});
