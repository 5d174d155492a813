import { openSnapshotStream, ReplicationRefused, type SnapshotStreamOptions } from '../../../lib/redis';
import { fakeServer, type FakeServer } from './fake-server';
import { eventually } from './redis-servers';

const ID = '8371445ee47f9b4a2b5f3a9a4e3bfa5e3b2ce1d0';
const MARK = 'a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6a7b8c9d0';

let server: FakeServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

type Answers = Record<string, string>;

/** A server that answers as a Redis does, and sends those pieces, one after the other, as its snapshot. */
async function serving(pieces: string[], over: Answers = {}, end = true): Promise<string[][]> {
  const seen: string[][] = [];
  server = await fakeServer((words, socket) => {
    seen.push(words);
    const answer = over[words.join(' ')] ?? over[words[0]!];
    if (answer !== undefined) {
      return answer;
    }
    if (words[0] === 'PING') {
      return '+PONG\r\n';
    }
    if (words[0] !== 'PSYNC') {
      return '+OK\r\n';
    }
    void (async () => {
      socket.setNoDelay(true);
      for (const piece of [`+FULLRESYNC ${ID} 4711\r\n`, ...pieces]) {
        socket.write(piece);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      if (end) {
        socket.end();
      }
    })();
    return undefined;
  });
  return seen;
}

function open(over: Partial<SnapshotStreamOptions> = {}): ReturnType<typeof openSnapshotStream> {
  return openSnapshotStream({ host: '127.0.0.1', port: server!.port, ...over });
}

async function whole(over: Partial<SnapshotStreamOptions> = {}): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of (await open(over)).body) {
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

test('asks for the snapshot alone, without a file on the server\'s disk, and never acknowledges anything', async () => {
  const seen = await serving([`$EOF:${MARK}\r\n`, 'REDIS', MARK]);
  const stream = await open({ username: 'backup', password: 'secret' });
  expect(stream).toMatchObject({ replicationId: ID, offset: 4711, fromDisk: false });
  for await (const part of stream.body) {
    expect(part.toString()).toBe('REDIS');
  }
  expect(seen).toEqual([
    ['AUTH', 'backup', 'secret'], ['PING'], ['REPLCONF', 'capa', 'eof', 'capa', 'psync2'], ['REPLCONF', 'rdb-only', '1'], ['PSYNC', '?', '-1'],
  ]);
});

test('logs the default user in with a password alone', async () => {
  const seen = await serving([`$EOF:${MARK}\r\n`, MARK]);
  await whole({ password: 'secret' });
  expect(seen[0]).toEqual(['AUTH', 'secret']);
});

test('the mark at the end is not part of the snapshot, also when it comes in pieces, as redis-cli --rdb - makes it', async () => {
  const text = `${'x'.repeat(100)}${MARK}${'y'.repeat(30)}`;
  for (const at of [1, 20, 39, 40, 41, 55, 110]) {
    const all = `${text}${MARK}`;
    await serving([`$EOF:${MARK}\r\n`, all.slice(0, -at), all.slice(-at)]);
    expect(await whole()).toBe(text);
    await server!.close();
  }
  await serving([`$EOF:${MARK}\r\n`, ...`${text}${MARK}`.match(/.{1,7}/g)!]);
  expect(await whole()).toBe(text);
});

test('the mark inside of a value is not the end, even when nothing else has come yet', async () => {
  await serving([`$EOF:${MARK}\r\n`, `REDIS${MARK}`, `and more${MARK}`]);
  expect(await whole()).toBe(`REDIS${MARK}and more`);
});

test('a server that leaves the connection open after the mark keeps nobody waiting', async () => {
  await serving([`$EOF:${MARK}\r\n`, `REDIS${MARK}`], {}, false);
  expect(await whole()).toBe('REDIS');
});

test('lines of nothing, with which a server says that it is at work, are no part of anything', async () => {
  await serving(['\n', '\n\n', `\n$EOF:${MARK}\r\n\n`, MARK]);
  expect(await whole()).toBe('\n');
  await server!.close();
  await serving([`$EOF:${MARK}\r\n`, `R${MARK}`], { PING: '\n\n+PONG\r\n' });
  expect(await whole()).toBe('R');
});

test('a snapshot of a known length is read to that length, and said to come from the server\'s disk', async () => {
  await serving(['$5\r\nRE', 'DIS'], {}, false);
  const stream = await open();
  expect(stream.fromDisk).toBe(true);
  stream.close();
  await server!.close();
  await serving(['$5\r\nRE', 'DIS'], {}, false);
  expect(await whole()).toBe('REDIS');
});

test.each([
  ['before the mark', [`$EOF:${MARK}\r\n`, 'REDIS', MARK.slice(0, 39)], 'in the middle of the snapshot, after 44 bytes'],
  ['before the length is reached', ['$9\r\nREDIS'], 'after 5 bytes of 9'],
  ['before the snapshot begins', [], 'before it began the snapshot'],
  ['with more than the length', ['$3\r\nREDIS'], 'more than the 3 bytes'],
  ['with an announcement nobody knows', ['hello\r\n'], 'neither a length nor a mark'],
  ['with an error instead of the snapshot', ['-ERR Unable to perform background save\r\n'], 'Unable to perform background save'],
])('a connection that ends %s is an error, never a short snapshot', async (_, pieces, message) => {
  await serving(pieces);
  await expect(whole()).rejects.toThrow(message);
});

test.each<[string, Answers, string, RegExp]>([
  ['no password', { PING: '-NOAUTH Authentication required.\r\n' }, 'NOAUTH', /wants a password and none was given/],
  ['a wrong password', { AUTH: '-WRONGPASS invalid username-password pair or user is disabled.\r\n' }, 'WRONGPASS', /refuses the password of user backup/],
  ['too few permissions', { PSYNC: "-NOPERM this user has no permissions to run the 'psync' command\r\n" }, 'NOPERM', /run PSYNC.*\+psync \+replconf/],
  ['a server that is loading', { PING: '-LOADING Redis is loading the dataset in memory\r\n' }, 'LOADING', /still loading/],
  ['a replica without its primary', { PSYNC: "-NOMASTERLINK Can't SYNC while not connected with my master\r\n" }, 'NOMASTERLINK', /has lost its primary/],
  ['a replica that serves nothing', { PING: "-MASTERDOWN Link with MASTER is down\r\n" }, 'MASTERDOWN', /has lost its primary/],
  ['a server that is too old', { 'REPLCONF rdb-only 1': '-ERR Unrecognized REPLCONF option: rdb-only\r\n' }, 'UNSUPPORTED', /takes Redis 7\.0/],
])('%s is said as such', async (_, answers, code, message) => {
  await serving([`$EOF:${MARK}\r\n`, MARK], answers);
  const failure = await open({ username: 'backup', password: 'secret' }).catch((each: unknown) => each);
  expect(failure).toBeInstanceOf(ReplicationRefused);
  expect(failure).toMatchObject({ code, message: expect.stringMatching(message) });
  await eventually(() => server!.sockets.every(({ destroyed }) => destroyed));
});

test('a server that falls silent costs the timeout, before and in the snapshot', async () => {
  await serving([`$EOF:${MARK}\r\n`, 'REDIS'], {}, false);
  await expect(whole({ idleTimeoutMs: 200 })).rejects.toThrow('silent for 200 ms');
  await server!.close();
  await serving([], {}, false);
  await expect(open({ idleTimeoutMs: 200 })).rejects.toThrow('silent for 200 ms');
});

test('a reader that is slower than the timeout is no silent server', async () => {
  await serving([`$EOF:${MARK}\r\n`, 'REDIS', MARK]);
  const stream = await open({ idleTimeoutMs: 150 });
  await new Promise((resolve) => setTimeout(resolve, 400));
  for await (const part of stream.body) {
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(part.toString()).toBe('REDIS');
  }
});

test('a signal ends it with its reason, before it began and in the middle', async () => {
  await serving([`$EOF:${MARK}\r\n`, 'REDIS'], {}, false);
  const control = new AbortController();
  const stream = await open({ signal: control.signal });
  setTimeout(() => control.abort(new Error('a failover')), 50);
  const reading = (async (): Promise<void> => {
    for await (const part of stream.body) {
      expect(part.length).toBeGreaterThan(0);
    }
  })();
  await expect(reading).rejects.toThrow('a failover');
  await expect(open({ signal: control.signal })).rejects.toThrow('a failover');
});

test('a server that is not there is named', async () => {
  await serving([]);
  const { port } = server!;
  await server!.close();
  await expect(openSnapshotStream({ host: '127.0.0.1', port })).rejects.toThrow(`127.0.0.1:${port}: connect ECONNREFUSED`);
});

test('whoever stops reading closes the connection', async () => {
  await serving([`$EOF:${MARK}\r\n`, 'x'.repeat(1000), 'y'.repeat(1000)], {}, false);
  for await (const part of (await open()).body) {
    expect(part.length).toBeGreaterThan(0);
    break;
  }
  await eventually(() => server!.sockets.every(({ destroyed }) => destroyed));
});
