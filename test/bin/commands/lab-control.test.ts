import { mkdirSync, statSync } from 'node:fs';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { askLab, controlPath, serveControl, type ControlVerbs } from '../../../bin/commands/lab-control';
import { until } from '../../../lib/drill/clock';
import { folder } from './invoked';

const files = folder();
const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));
afterAll(() => files.remove());

async function served(name: string, verbs: ControlVerbs): Promise<string> {
  const directory = files.file(name);
  mkdirSync(directory, { recursive: true });
  servers.push(await serveControl(directory, verbs));
  return directory;
}

test('a request, how it goes, and its result', async () => {
  const directory = await served('lab', { double: async ({ number }, tell) => { tell({ half: 'way' }); return { is: Number(number) * 2 }; } });
  const heard: object[] = [];
  expect(await askLab(directory, { verb: 'double', number: 21 }, (progress) => heard.push(progress))).toEqual({ is: 42 });
  expect(heard).toEqual([{ half: 'way' }]);
  expect(statSync(controlPath(directory)).mode & 0o077).toBe(0);
});

test('what goes wrong there is an error here', async () => {
  const directory = await served('bad', { fail: async () => { throw new Error('no room'); } });
  await expect(askLab(directory, { verb: 'fail' })).rejects.toThrow('no room');
  await expect(askLab(directory, { verb: 'toString' })).rejects.toThrow('the lab knows no "toString"');
  await expect(askLab(files.file('nowhere'), { verb: 'fail' })).rejects.toThrow('cannot be asked');
});

test('a supervisor that ends meanwhile is no result', async () => {
  const directory = await served('ends', { wait: () => new Promise(() => undefined) });
  const connections: { destroy(): void }[] = [];
  servers[0]!.on('connection', (socket) => connections.push(socket));
  const asked = askLab(directory, { verb: 'wait' });
  asked.catch(() => undefined);
  expect(await until(() => connections.length > 0, 2000, 5)).toBe(true);
  connections[0]!.destroy();
  await expect(asked).rejects.toThrow('ended meanwhile');
});

test('whoever is asked can see that nobody waits any more', async () => {
  let seen = false;
  const directory = await served('gone', {
    wait: async (_request, tell, gone) => { tell({}); seen = await until(() => gone(), 3000, 5) === true; return {}; },
  });
  // The first word of progress is the last thing this one hears.
  await expect(askLab(directory, { verb: 'wait' }, () => { throw new Error('enough'); })).rejects.toThrow('enough');
  expect(await until(() => seen, 3000, 5)).toBe(true);
});

test('a folder too deep for a socket gets one elsewhere', async () => {
  const deep = join('deep', ...Array.from({ length: 12 }, () => 'a-folder'));
  const directory = await served(deep, { ping: async () => ({ pong: true }) });
  expect(controlPath(directory).startsWith(directory)).toBe(false);
  expect(controlPath(directory)).not.toBe(controlPath(`${directory}-other`));
  expect(await askLab(directory, { verb: 'ping' })).toEqual({ pong: true });
});
