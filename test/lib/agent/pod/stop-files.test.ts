import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StopFiles } from '../../../../lib/agent/pod/stop-files';
import { PodFolder } from './pod-folder';

const pod = new PodFolder({});
afterAll(() => pod.remove());
const files = new StopFiles(pod.config.runDir);

test('a request is what a shell has touched, at its time; an answer tells of which server', async () => {
  expect([await files.requestedAt(), await files.answered()]).toEqual([undefined, undefined]);
  execFileSync('touch', [join(pod.config.runDir, 'stop-requested')]);
  expect(Math.abs(Date.now() - (await files.requestedAt())!)).toBeLessThan(5000);
  await files.answer({ runId: 'abc', at: 5 });
  expect(readdirSync(pod.config.runDir).sort()).toEqual(['stop-answered', 'stop-requested']);
  expect(await files.answered()).toEqual({ runId: 'abc', at: 5 });
  await files.clear();
  expect(readdirSync(pod.config.runDir)).toEqual([]);
});

test('an answer that is taken back leaves a request as it is', async () => {
  execFileSync('touch', [join(pod.config.runDir, 'stop-requested')]);
  await files.answer({ runId: 'abc', at: 5 });
  await files.withdraw();
  expect(readdirSync(pod.config.runDir)).toEqual(['stop-requested']);
  await files.clear();
});

test('an answer that cannot be read is one', async () => {
  writeFileSync(join(pod.config.runDir, 'stop-answered'), '');
  expect(await files.answered()).toEqual({ runId: '', at: 0 });
});
