import type { Socket } from 'node:net';
import { refused, ReplicationRefused } from './replication-refused';
import { ReplyReader } from './reply-reader';
import { MARK_BYTES, ofLength, untilMark } from './snapshot-body';
import { openSocket, type LinkTls } from './socket';

/** Bytes of a snapshot that may wait in this process. */
const READ_AHEAD = 256 * 1024;

export interface SnapshotStreamOptions {
  readonly host: string;
  readonly port: number;
  /** ACL user; the default user when absent. It needs `+psync +replconf +ping`. */
  readonly username?: string;
  /** Without one there is no login. */
  readonly password?: string;
  /** Certificates; absent for plaintext. */
  readonly tls?: LinkTls;
  /** Source address of the connection. */
  readonly localAddress?: string;
  /** Ends the connection and fails whoever reads. */
  readonly signal?: AbortSignal;
  /**
   * Longest silence of the server, in milliseconds. It says something every second while it prepares.
   *
   * @default 60000
   */
  readonly idleTimeoutMs?: number;
}

/** A snapshot on its way: exactly the bytes of an RDB file. */
export interface SnapshotStream {
  /** Of the history of writes it is a moment of. */
  readonly replicationId: string;
  /** That moment, in bytes of the replication stream. */
  readonly offset: number;
  /** True when the server wrote the file to its own disk first, as it does with `repl-diskless-sync no`. */
  readonly fromDisk: boolean;
  /**
   * Throws when the connection ends before the snapshot does, the server falls silent or the signal aborts. It says
   * nothing about what is in it: the checksum at its end is the reader's to look at.
   */
  readonly body: AsyncIterable<Buffer>;
  /** Closes the connection, for whoever does not read to the end. */
  close(): void;
}

/**
 * Asks a server for a snapshot as a replica would, without becoming one: `rdb-only` keeps the server from collecting
 * writes for this connection, and nothing is ever acknowledged, so neither WAIT nor `min-replicas-to-write` counts it.
 * Nothing is buffered here beyond some hundred kilobytes: a reader that is slow slows the server's child down.
 *
 * @throws ReplicationRefused when the server says no
 * @throws Error when it cannot be reached or does not speak the protocol
 * @see https://redis.io/docs/latest/operate/oss_and_stack/management/replication/
 */
export async function openSnapshotStream(options: SnapshotStreamOptions): Promise<SnapshotStream> {
  const { host, port, username, password, signal, idleTimeoutMs = 60_000 } = options;
  const server = `${host}:${port}`;
  signal?.throwIfAborted();
  const socket = openSocket({ ...options, highWaterMark: READ_AHEAD });
  // Failures reach whoever reads; this one listener keeps them from ending the process in between.
  socket.on('error', () => undefined);
  const onAbort = (): void => { socket.destroy(reasonOf(signal!)); };
  signal?.addEventListener('abort', onAbort, { once: true });
  const close = (): void => {
    signal?.removeEventListener('abort', onAbort);
    socket.destroy();
  };
  try {
    const reader = new ReplyReader(socket, server, idleTimeoutMs);
    const step = async (...command: string[]): Promise<string> => {
      send(socket, command);
      const reply = await reader.line(`without an answer to ${command[0]}`);
      if (reply.startsWith('-')) {
        throw refused(server, command[0]!, reply, username);
      }
      return reply;
    };
    if (password !== undefined) {
      await step('AUTH', ...(username === undefined ? [password] : [username, password]));
    }
    await step('PING');
    // Without `eof` the server writes the snapshot to its own disk before it sends it.
    await step('REPLCONF', 'capa', 'eof', 'capa', 'psync2');
    await step('REPLCONF', 'rdb-only', '1');
    const [, replicationId, offset] = /^\+FULLRESYNC ([0-9a-f]{40}) (\d+)/i.exec(await step('PSYNC', '?', '-1')) ?? [];
    if (replicationId === undefined) {
      throw new ReplicationRefused('PROTOCOL', `${server} answered PSYNC with something else than a full synchronisation`);
    }
    const announced = await reader.line('before it began the snapshot: it could not fork, or not write one, and its log says why');
    if (announced.startsWith('-')) {
      throw refused(server, 'PSYNC', announced, username);
    }
    const { fromDisk, bytes } = body(reader, announced, server);
    return { replicationId, offset: Number(offset), fromDisk, body: closing(bytes, close), close };
  } catch (failure) {
    close();
    throw signal?.aborted ? reasonOf(signal) : failure;
  }
}

function body(reader: ReplyReader, announced: string, server: string): { fromDisk: boolean; bytes: AsyncGenerator<Buffer> } {
  const mark = /^\$EOF:(.*)$/.exec(announced)?.[1];
  if (mark?.length === MARK_BYTES) {
    return { fromDisk: false, bytes: untilMark(reader, Buffer.from(mark, 'latin1'), server) };
  }
  const length = /^\$(\d+)$/.exec(announced)?.[1];
  if (length !== undefined) {
    return { fromDisk: true, bytes: ofLength(reader, Number(length), server) };
  }
  throw new Error(`${server} announced the snapshot with ${JSON.stringify(announced.slice(0, 80))}, which is neither a length nor a mark`);
}

async function* closing(bytes: AsyncGenerator<Buffer>, close: () => void): AsyncGenerator<Buffer> {
  try {
    yield* bytes;
  } finally {
    close();
  }
}

function send(socket: Socket, words: string[]): void {
  socket.write(`*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`);
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason));
}
