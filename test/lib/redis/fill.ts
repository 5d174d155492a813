import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { once } from 'node:events';

/** Where to write, and as whom. */
export interface FillTarget {
  readonly host: string;
  readonly port: number;
  readonly password?: string;
}

/**
 * Writes `count` values of random bytes, `key:0` onwards, in one pipeline without a client library: a data set of
 * gigabytes costs seconds.
 */
export async function fill({ host, port, password }: FillTarget, count: number, valueBytes: number): Promise<void> {
  const socket = connect(port, host);
  let replies = 0;
  let complaint: string | undefined;
  socket.on('data', (part: Buffer) => {
    for (const byte of part) {
      replies += byte === 10 ? 1 : 0;
    }
    if (part[0] === 45) {
      complaint = part.toString().split('\r\n')[0];
    }
  });
  await once(socket, 'connect');
  let expected = 0;
  if (password !== undefined) {
    socket.write(`AUTH ${password}\r\n`);
    expected += 1;
  }
  const pool = randomBytes(1024 * 1024 + valueBytes);
  for (let index = 0; index < count;) {
    const parts: Buffer[] = [];
    for (let batch = 0; batch < 64 && index < count; batch += 1, index += 1) {
      const key = `key:${index}`;
      const at = (index * 7919) % (1024 * 1024);
      parts.push(Buffer.from(`*3\r\n$3\r\nSET\r\n$${key.length}\r\n${key}\r\n$${valueBytes}\r\n`), pool.subarray(at, at + valueBytes), Buffer.from('\r\n'));
    }
    if (!socket.write(Buffer.concat(parts))) {
      await once(socket, 'drain');
    }
  }
  expected += count;
  while (replies < expected && complaint === undefined) {
    await once(socket, 'data');
  }
  socket.destroy();
  if (complaint !== undefined) {
    throw new Error(`filling ${host}:${port}: ${complaint}`);
  }
}
