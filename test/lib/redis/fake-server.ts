import { createServer, type Server, type Socket } from 'node:net';

/** A server that answers what a test tells it to. */
export interface FakeServer {
  readonly host: string;
  readonly port: number;
  /** Sockets accepted so far. */
  readonly sockets: Socket[];
  /** Source addresses they came from. */
  readonly sources: string[];
  close(): Promise<void>;
}

/**
 * Listens on loopback and hands every command of a client to `answer`.
 *
 * @param answer what to send back, as RESP; undefined to stay silent
 */
export async function fakeServer(
  answer: (command: string[], socket: Socket) => string | undefined, host = '127.0.0.1', port = 0,
): Promise<FakeServer> {
  const sockets: Socket[] = [];
  const sources: string[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    sources.push(socket.remoteAddress ?? '');
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (part) => {
      text += part.toString();
      for (let read = command(text); read; read = command(text)) {
        text = text.slice(read.length);
        const reply = answer(read.words, socket);
        if (reply !== undefined) {
          socket.write(reply);
        }
      }
    });
  });
  await new Promise<void>((resolve) => { server.listen(port, host, resolve); });
  return {
    host,
    port: (server.address() as { port: number }).port,
    sockets,
    sources,
    close: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise<void>((resolve) => { server.close(() => resolve()); });
    },
  };
}

/** The first whole command of what has arrived. */
function command(text: string): { words: string[]; length: number } | undefined {
  const head = /^\*(\d+)\r\n/.exec(text);
  if (!head) {
    return undefined;
  }
  let at = head[0].length;
  const words: string[] = [];
  for (let index = 0; index < Number(head[1]); index += 1) {
    const size = /^\$(\d+)\r\n/.exec(text.slice(at));
    if (!size || text.length < at + size[0].length + Number(size[1]) + 2) {
      return undefined;
    }
    at += size[0].length;
    words.push(text.slice(at, at + Number(size[1])));
    at += Number(size[1]) + 2;
  }
  return { words, length: at };
}
