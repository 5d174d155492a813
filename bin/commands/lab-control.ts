import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** Does what was asked with what came along; it may tell how it goes, and look whether whoever asked is gone. */
export type ControlVerb =
  (request: Record<string, unknown>, tell: (progress: object) => void, gone: () => boolean) => Promise<object>;

/** What can be asked of a running lab. */
export type ControlVerbs = Record<string, ControlVerb>;

/** Longest path of a socket that every system takes, in bytes. */
const LONGEST_PATH = 100;

/** Where the supervisor of a lab listens: in its folder, which is its owner's alone, unless that is too deep for a socket. */
export function controlPath(directory: string): string {
  const inside = path.join(directory, 'control.sock');
  return Buffer.byteLength(inside) <= LONGEST_PATH ? inside
    : path.join(tmpdir(), `redis-ha-${createHash('sha256').update(directory).digest('hex').slice(0, 24)}.sock`);
}

/** Answers requests about the lab in that folder until closed. One line of JSON in; progress and the result out, in lines. */
export async function serveControl(directory: string, verbs: ControlVerbs): Promise<Server> {
  const file = controlPath(directory);
  rmSync(file, { force: true });
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    createInterface({ input: socket }).once('line', (line) => { void answer(socket, line, verbs); });
  });
  // For its owner alone, from the very first moment.
  const before = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(file, resolve);
    });
  } finally {
    process.umask(before);
  }
  return server;
}

async function answer(socket: Socket, line: string, verbs: ControlVerbs): Promise<void> {
  let gone = false;
  socket.once('close', () => { gone = true; });
  const say = (message: object): void => {
    if (!gone) {
      socket.write(`${JSON.stringify(message)}\n`);
    }
  };
  try {
    const { verb, ...request } = JSON.parse(line) as Record<string, unknown>;
    const carryOut = Object.hasOwn(verbs, String(verb)) ? verbs[String(verb)]! : undefined;
    if (!carryOut) {
      throw new Error(`the lab knows no "${String(verb)}"; was it started by an older version?`);
    }
    say({ result: await carryOut(request, (progress) => say({ progress }), () => gone) });
  } catch (failure) {
    say({ error: failure instanceof Error ? failure.message : String(failure) });
  }
  socket.end();
}

/**
 * Asks the supervisor of the lab in that folder.
 *
 * @throws Error with what the supervisor says, or when it goes away meanwhile
 */
export function askLab<T extends object>(
  directory: string, request: { verb: string } & Record<string, unknown>, heard: (progress: object) => void = () => undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const socket = connect(controlPath(directory));
    let connected = false;
    socket.on('connect', () => { connected = true; });
    socket.on('error', (failure) =>
      reject(new Error(`the lab's supervisor ${connected ? 'ended meanwhile' : 'cannot be asked'}: ${failure.message}`)));
    socket.on('close', () => reject(new Error('the lab\'s supervisor ended meanwhile')));
    createInterface({ input: socket }).on('error', () => undefined).on('line', (line) => {
      const { progress, result, error } = JSON.parse(line) as { progress?: object; result?: T; error?: string };
      if (progress) {
        try {
          heard(progress);
        } catch (failure) {
          reject(failure instanceof Error ? failure : new Error(String(failure)));
          socket.destroy();
        }
      } else if (result) {
        resolve(result);
        socket.end();
      } else {
        reject(new Error(error));
        socket.end();
      }
    });
    socket.write(`${JSON.stringify(request)}\n`);
  });
}
