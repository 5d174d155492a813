import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Redis from 'ioredis';
import { programFolder } from '../../../lib/lab/engine';
import { Engine } from '../../../lib/model';
import { endsWithTest } from '../../ends-with-test';

/** Whether this machine has that very version; says that something is skipped when it does not. */
export function installed({ name, version, binaries }: Engine): boolean {
  const folder = programFolder(Engine.of(name));
  const says = folder === undefined ? '' : execFileSync(join(folder, binaries.server), ['--version']).toString();
  const found = says.includes(`v=${version}.`);
  if (!found) {
    process.stderr.write(`skipped: ${name} is not on this machine (npm run engines)\n`);
  }
  return found;
}

/** A real server without any port, in a folder of its own. */
export class ScratchServer {
  public readonly link: Redis;
  private output = '';

  private constructor(private readonly child: ChildProcess, private readonly directory: string, socket: string) {
    this.link = new Redis(socket, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
    this.link.on('error', () => undefined);
  }

  /**
   * @param content file it loads as it starts
   * @throws Error with what the server said when it does not come up
   */
  public static async start(options: { engine?: Engine; content?: Buffer; args?: string[] } = {}): Promise<ScratchServer> {
    const engine = options.engine ?? Engine.REDIS_7_0;
    const directory = mkdtempSync(join(tmpdir(), 'redis-ha-rdb-'));
    if (options.content) {
      writeFileSync(join(directory, 'dump.rdb'), options.content);
    }
    const socket = join(directory, 'socket');
    const child = spawn(...endsWithTest(join(programFolder(engine)!, engine.binaries.server), [
      '--port', '0', '--unixsocket', socket, '--dir', directory, '--save', '', '--enable-debug-command', 'yes',
      '--list-compress-depth', '1', ...options.args ?? [],
    ]), { stdio: ['ignore', 'pipe', 'pipe'] });
    const server = new ScratchServer(child, directory, socket);
    const keep = (part: Buffer): void => { server.output += part.toString(); };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    try {
      await server.ready();
    } catch (failure) {
      await server.stop();
      throw failure;
    }
    return server;
  }

  /** Command and arguments, separated by single blanks; or as they are. */
  public async call(command: string | (string | Buffer)[]): Promise<any> {
    const [name, ...args] = typeof command === 'string' ? command.split(' ') : command;
    return this.link.call(name!.toString(), ...args);
  }

  /** Several at once; a failed one fails all. */
  public async pipeline(commands: (string | Buffer)[][]): Promise<void> {
    const results = await this.link.pipeline(commands.map(([name, ...args]) => ['call', name!, ...args] as any)).exec();
    const failed = results!.find(([failure]) => failure);
    if (failed) {
      throw failed[0]!;
    }
  }

  /** The file it writes now. */
  public async save(): Promise<Buffer> {
    await this.call('SAVE');
    return readFileSync(join(this.directory, 'dump.rdb'));
  }

  /** Every key with a digest of type, content and expiry, by database; two servers of a version agree for the same data. */
  public async contents(): Promise<Record<string, string>> {
    const all: Record<string, string> = {};
    for (const line of String(await this.call('INFO keyspace')).matchAll(/^db(\d+):/gm)) {
      const database = line[1]!;
      const pairs = await this.call(['EVAL', DIGESTS, '0', database]) as string[];
      for (let at = 0; at < pairs.length; at += 2) {
        all[`${database} ${pairs[at]!}`] = pairs[at + 1]!;
      }
    }
    return all;
  }

  public async stop(): Promise<void> {
    this.link.disconnect();
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = new Promise((resolve) => { this.child.once('exit', resolve); });
      this.child.kill('SIGKILL');
      await gone;
    }
    rmSync(this.directory, { recursive: true, force: true });
  }

  private async ready(): Promise<void> {
    for (let tries = 0; tries < 400 && this.child.exitCode === null; tries += 1) {
      try {
        if (this.link.status !== 'ready') {
          await this.link.connect();
        }
        if (!/loading:1/.test(String(await this.call('INFO persistence')))) {
          return;
        }
      } catch {
        // Not listening yet.
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`the server did not start:\n${this.output}`);
  }
}

/** DUMP has all there is of a key; that of a hash table comes in an order of its own, so there it is the sorted elements. */
const DIGESTS = `
redis.call('SELECT', ARGV[1])
local out = {}
for _, key in ipairs(redis.call('KEYS', '*')) do
  local encoding = redis.call('OBJECT', 'ENCODING', key)
  local content
  if encoding == 'hashtable' then
    local kind = redis.call('TYPE', key).ok
    local parts = {}
    if kind == 'set' then
      parts = redis.call('SMEMBERS', key)
    else
      local all = redis.call('HGETALL', key)
      for at = 1, #all, 2 do
        local ok, ttl = pcall(redis.call, 'HPEXPIRETIME', key, 'FIELDS', '1', all[at])
        parts[#parts + 1] = all[at] .. '=' .. all[at + 1] .. '@' .. (ok and ttl[1] or '')
      end
    end
    table.sort(parts)
    content = table.concat(parts, ' ')
  else
    content = redis.call('DUMP', key)
  end
  out[#out + 1] = key
  out[#out + 1] = encoding .. ' ' .. redis.sha1hex(content) .. ' ' .. redis.call('PEXPIRETIME', key)
end
return out`;

/** What the engine's own checker says of a file; throws when it refuses it. */
export async function checkRdb(content: Buffer): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'redis-ha-rdb-'));
  const file = join(directory, 'checked.rdb');
  writeFileSync(file, content);
  try {
    return (await promisify(execFile)('redis-check-rdb', [file])).stdout;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
