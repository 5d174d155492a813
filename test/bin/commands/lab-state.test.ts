import { mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { isLabDirectory, labDirectory, openLab, runningLab, writeState } from '../../../bin/commands/lab-state';
import { demo, folder } from './invoked';

const files = folder();
afterAll(() => files.remove());

test('a lab is found by the name of its deployment, unless a folder is given', () => {
  expect(labDirectory(demo)).toBe(path.join(process.env.XDG_STATE_HOME!, 'redis-ha', 'labs', 'demo'));
  expect(labDirectory(demo, files.file('here'))).toBe(files.file('here'));
});

test('a process that took over the id of a dead supervisor is not taken for it', () => {
  const directory = files.file('reused');
  writeState(directory, { supervisor: process.pid, deployment: 'demo', state: 'up', reason: '' });
  expect(JSON.parse(readFileSync(path.join(directory, 'lab.json'), 'utf8')).supervisor).toBe(process.pid);
  expect(runningLab(directory)).toBeUndefined();
  expect(() => openLab(demo, directory)).toThrow('no lab of demo runs here');
});

test('a lab holds secrets: its folder is for its owner alone', () => {
  const directory = files.file('private');
  writeState(directory, { supervisor: 0, deployment: 'demo', state: 'up', reason: '' });
  expect(statSync(directory).mode & 0o077).toBe(0);
});

test('only a folder of a lab, or an empty one, is one', () => {
  const directory = files.file('mine');
  mkdirSync(directory);
  expect(isLabDirectory(directory, [])).toBe(true);
  expect(isLabDirectory(directory, ['thesis.txt'])).toBe(false);
  writeState(directory, { supervisor: 0, deployment: 'demo', state: 'up', reason: '' });
  expect(isLabDirectory(directory, ['lab.json', 'plan.json'])).toBe(true);
});
