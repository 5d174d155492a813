import { createServer, connect, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

/** What goes wrong with requests whose first line fits. */
export interface Fault {
  readonly request: RegExp;
  /** Cut the connection after so many bytes of the request (headers included) have gone through. */
  readonly afterSent?: number;
  /** Cut it after so many bytes of the answer; 0 loses the answer of a request that was carried out. */
  readonly afterAnswered?: number;
  /** Answer nothing, for ever. */
  readonly silent?: boolean;
  /** How often. @default - every time */
  times?: number;
}

/** A TCP proxy that breaks connections on purpose. */
export interface FaultyProxy {
  readonly endpoint: string;
  faults: Fault[];
  /** First lines of the requests that went through. */
  readonly requests: string[];
  /** Connections cut so far. */
  cuts(): number;
  stop(): Promise<void>;
}

export async function startProxy(endpoint: string): Promise<FaultyProxy> {
  const to = new URL(endpoint);
  const sockets = new Set<Socket>();
  const state = { faults: [] as Fault[], requests: [] as string[], cuts: 0 };
  const server: Server = createServer((client) => {
    const upstream = connect(Number(to.port), to.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    let fault: Fault | undefined;
    let sent = 0;
    let answered = 0;
    const cut = (): void => {
      state.cuts += 1;
      client.resetAndDestroy();
      upstream.resetAndDestroy();
    };
    client.on('data', (chunk: Buffer) => {
      const [line] = /^(GET|PUT|POST|DELETE|HEAD) \S+ HTTP/.exec(chunk.subarray(0, 2000).toString('latin1')) ?? [];
      if (line) {
        state.requests.push(line);
        [sent, answered] = [0, 0];
        fault = state.faults.find((each) => each.request.test(line) && (each.times ?? 1) > 0);
        if (fault?.times !== undefined) {
          fault.times -= 1;
        }
      }
      sent += chunk.length;
      const left = fault?.afterSent === undefined ? undefined : fault.afterSent - (sent - chunk.length);
      if (left !== undefined && left < chunk.length) {
        upstream.write(chunk.subarray(0, Math.max(left, 0)), cut);
      } else if (!upstream.write(chunk)) {
        client.pause();
        upstream.once('drain', () => client.resume());
      }
    });
    upstream.on('data', (chunk: Buffer) => {
      if (fault?.silent) {
        return;
      }
      const left = fault?.afterAnswered === undefined ? undefined : fault.afterAnswered - answered;
      answered += chunk.length;
      if (left !== undefined && left < chunk.length) {
        // An answer is cut where its body is: what came so far has to arrive first.
        client.write(chunk.subarray(0, Math.max(left, 0)), () => setTimeout(cut, 20));
        upstream.pause();
      } else if (!client.write(chunk)) {
        upstream.pause();
        client.once('drain', () => upstream.resume());
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    requests: state.requests,
    get faults() {
      return state.faults;
    },
    set faults(faults: Fault[]) {
      state.faults = faults;
    },
    cuts: () => state.cuts,
    stop: async () => {
      for (const socket of sockets) {
        socket.destroy();
      }
      server.close();
      await once(server, 'close');
    },
  };
}
