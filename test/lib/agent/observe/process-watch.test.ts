import { spawn, type ChildProcess } from 'node:child_process';
import { ProcessWatch } from '../../../../lib/agent/observe/process-watch';
import { until } from '../../../../lib/drill/clock';
import { endsWithTest } from '../../../ends-with-test';

const children: ChildProcess[] = [];
const watches: ProcessWatch[] = [];
afterEach(() => {
  children.splice(0).forEach((child) => child.kill('SIGKILL'));
  watches.splice(0).forEach((watch) => watch.stop());
});

function followed(): { watch: ProcessWatch; gone: number[]; child: ChildProcess } {
  const gone: number[] = [];
  const child = spawn(...endsWithTest('sleep', ['60']));
  children.push(child);
  const watch = new ProcessWatch((processId) => gone.push(processId));
  watches.push(watch);
  watch.follow(child.pid!);
  return { watch, gone, child };
}

test('R6: the end of a process is noticed without asking it, and told once', async () => {
  const { watch, gone, child } = followed();
  expect(watch.isThere()).toBe(true);
  child.kill('SIGKILL');
  expect(await until(() => gone.length > 0, 2000, 5)).toBe(true);
  watch.isThere();
  await new Promise((resolve) => { setTimeout(resolve, 100); });
  expect(gone).toEqual([child.pid]);
});

test('one that hangs is there', async () => {
  const { watch, gone, child } = followed();
  child.kill('SIGSTOP');
  await new Promise((resolve) => { setTimeout(resolve, 100); });
  expect(watch.isThere()).toBe(true);
  expect(gone).toEqual([]);
});

test('only the one that is followed now counts', async () => {
  const { watch, gone, child } = followed();
  watch.follow(process.pid);
  child.kill('SIGKILL');
  await new Promise((resolve) => { setTimeout(resolve, 150); });
  expect(gone).toEqual([]);
  expect(watch.processId).toBe(process.pid);
});
