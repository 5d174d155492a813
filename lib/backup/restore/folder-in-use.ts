import { readdir, readFile, readlink, realpath, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { InvalidInput } from '../../model';

const SERVER = /(redis|valkey)-server/;

/**
 * Refuses a folder that a server works in: it would write over what is restored, or go on writing into what was moved away.
 * Looks at the processes of this machine in /proc; where there is none, or in another container, it sees nothing.
 *
 * @throws InvalidInput that names the process
 */
export async function requireNoServer(directory: string, proc = '/proc'): Promise<void> {
  const folder = await realpath(directory).catch(() => resolve(directory));
  for (const pid of (await readdir(proc).catch(() => [])).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)) {
    const why = await usedBy(join(proc, pid), folder);
    if (why !== undefined) {
      throw new InvalidInput('--into', `${why} (process ${pid})`, 'stop the server, and what would start it again, and come back');
    }
  }
}

/** Why that process seems to be at work in the folder; undefined when it is not, or is gone. */
async function usedBy(process: string, folder: string): Promise<string | undefined> {
  const command = (await readFile(join(process, 'cmdline'), 'utf8').catch(() => '')).replaceAll('\0', ' ').trim();
  const name = (await readFile(join(process, 'comm'), 'utf8').catch(() => '')).trim();
  const server = SERVER.exec(name)?.[0] ?? SERVER.exec(command)?.[0];
  if (server === undefined) {
    return undefined;
  }
  // A server changes into its data folder when it starts.
  const place = await readlink(join(process, 'cwd')).catch((failure: NodeJS.ErrnoException) => failure.code);
  if (place === folder || place?.startsWith(folder + sep)) {
    return `a ${server} runs on ${folder}`;
  }
  return place === 'EACCES' && await couldWrite(process, folder)
    ? `a ${server} of another user runs here, and this user may not see whether it is on ${folder}` : undefined;
}

/** Whether the process belongs to root or to whoever owns the folder. */
async function couldWrite(process: string, folder: string): Promise<boolean> {
  const [running, owned] = await Promise.all([process, folder].map((path) => stat(path).catch(() => undefined)));
  return running !== undefined && (running.uid === 0 || running.uid === owned?.uid);
}
