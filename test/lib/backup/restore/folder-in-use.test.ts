import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireNoServer } from '../../../../lib/backup/restore/folder-in-use';
import { Bench } from './real-redis';

jest.setTimeout(30_000);

const bench = new Bench();
afterAll(() => bench.close());

test('a folder that a real server works in is refused, by whatever path it is named, until the server is gone', async () => {
  const folder = bench.folder('live');
  const server = await bench.start(folder);
  symlinkSync(folder, bench.folder('link'));
  for (const path of [folder, `${folder}/`, bench.folder('link')]) {
    await expect(requireNoServer(path)).rejects.toThrow(`a redis-server runs on ${folder} (process ${server.pid}); stop the server`);
  }
  // The folder above holds it, too; one that is beside it does not.
  await expect(requireNoServer(bench.root)).rejects.toThrow('a redis-server runs on');
  await expect(requireNoServer(bench.folder('liv'))).resolves.toBeUndefined();
  await server.stop();
  await expect(requireNoServer(folder)).resolves.toBeUndefined();
});

/** A process as /proc shows it. */
function fakeProcess(name: string, cmdline: string, comm: string, cwd: string): string {
  const proc = bench.folder(name);
  mkdirSync(join(proc, '4242'), { recursive: true });
  writeFileSync(join(proc, '4242', 'cmdline'), cmdline.split(' ').join('\0'));
  writeFileSync(join(proc, '4242', 'comm'), comm);
  symlinkSync(cwd, join(proc, '4242', 'cwd'));
  return proc;
}

test('a server counts by its name however it was started; a shell in the folder is no server', async () => {
  const loader = fakeProcess('loader', '/x/ld-linux-x86-64.so.2 --argv0 valkey-server /x/valkey-server a.conf', 'ld-linux-x86-64', '/var/lib/v');
  await expect(requireNoServer('/var/lib/v', loader)).rejects.toThrow('a valkey-server runs on /var/lib/v (process 4242)');
  await expect(requireNoServer('/var/lib/w', loader)).resolves.toBeUndefined();
  await expect(requireNoServer('/var/lib/v', fakeProcess('shell', 'bash', 'bash', '/var/lib/v'))).resolves.toBeUndefined();
});

test('where there is no /proc nothing can be seen', async () => {
  await expect(requireNoServer('/var/lib/v', bench.folder('none'))).resolves.toBeUndefined();
});
