import type { ClientEvents } from '../../../../lib/drill/clients/drill-client';
import { NodeRedisClient, type OpenedNodeRedis } from '../../../../lib/drill/clients/node-redis-client';
import { sleep } from '../../../../lib/drill/clock';

const QUIET: ClientEvents = { onConnected: () => undefined, onRefused: () => undefined };

/** Answers what it is told to. */
class Scripted implements OpenedNodeRedis {
  public destroyed = false;
  public readonly keys: string[] = [];
  constructor(private readonly answer: () => Promise<unknown>) {}
  public connect = (): Promise<void> => Promise.resolve();
  public set = (key: string): Promise<unknown> => {
    this.keys.push(key);
    return this.answer();
  };
  public ready = (): boolean => !this.destroyed;
  public hostOf = (): string => '127.0.0.1';
  public destroy = (): void => {
    this.destroyed = true;
  };
}

function write(client: NodeRedisClient, key: string): Promise<string> {
  return new Promise((resolve) => {
    client.write(key, 'v', (failure) => resolve(failure?.message ?? 'ok'));
  });
}

describe('NodeRedisClient', () => {
  test('a write that gets no answer fails in time, and one at a time is tried until one succeeds', async () => {
    let hangs = true;
    const opened = new Scripted(() => (hangs ? new Promise(() => undefined) : Promise.resolve('OK')));
    const client = new NodeRedisClient({ open: () => opened, replaced: false }, QUIET);
    expect(await write(client, 'a')).toBe('Command timed out');
    expect(client.connected).toBe(true);
    const second = write(client, 'b');
    expect(client.connected).toBe(false);
    await second;
    hangs = false;
    expect(await write(client, 'c')).toBe('ok');
    void write(client, 'd');
    expect(client.connected).toBe(true);
    client.close();
  });

  test('one that cannot find another node by itself is replaced, once for many failures', async () => {
    const all: Scripted[] = [];
    const open = (): Scripted => all[all.push(new Scripted(() => Promise.reject(new Error('READONLY')))) - 1]!;
    const refused: string[] = [];
    const client = new NodeRedisClient({ open, replaced: true }, { ...QUIET, onRefused: (host, reason) => refused.push(`${host} ${reason}`) });
    await Promise.all([write(client, 'a'), write(client, 'b'), write(client, 'c')]);
    expect(all).toHaveLength(2);
    expect(all.map(({ destroyed }) => destroyed)).toEqual([true, false]);
    expect(refused[0]).toBe('127.0.0.1 READONLY');
    client.close();
    await sleep(0);
    expect(all.every(({ destroyed }) => destroyed)).toBe(true);
  });

  test('one that looks for the primary by itself is left alone', async () => {
    const all: Scripted[] = [];
    const open = (): Scripted => all[all.push(new Scripted(() => Promise.reject(new Error('READONLY')))) - 1]!;
    const client = new NodeRedisClient({ open, replaced: false }, QUIET);
    await write(client, 'a');
    expect(all).toHaveLength(1);
    client.close();
  });
});
