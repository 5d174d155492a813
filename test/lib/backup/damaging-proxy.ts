import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

/** Passes everything on but changes one byte of every answer to such a request. */
export async function damagingProxy(endpoint: string, request: RegExp): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const to = new URL(endpoint);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(to.port), to.hostname);
    let damaging = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => [client, upstream].forEach((each) => each.destroy()));
    }
    client.on('data', (chunk: Buffer) => {
      damaging = request.test(chunk.toString('latin1')) || (damaging && !/^[A-Z]+ \//.test(chunk.toString('latin1')));
      upstream.write(chunk);
    });
    upstream.on('data', (chunk: Buffer) => {
      if (damaging && !chunk.subarray(0, 5).equals(Buffer.from('HTTP/'))) {
        chunk[chunk.length >> 1]! ^= 1;
        damaging = false;
      }
      client.write(chunk);
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => { server.close(resolve); });
    },
  };
}
