import { connect, createServer, type Socket } from 'node:net';

/** Passes connections to a server of this machine on, and flips one bit of what comes back on each. */
export async function flippingProxy(port: number, at: number): Promise<{ port: number; close(): void }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    const behind = connect(port, '127.0.0.1');
    sockets.push(socket, behind);
    let bytes = 0;
    for (const each of [socket, behind]) {
      each.on('error', () => undefined);
      each.on('close', () => [socket, behind].forEach((either) => either.destroySoon()));
    }
    socket.pipe(behind);
    behind.on('data', (part: Buffer) => {
      if (bytes <= at && at < bytes + part.length) {
        part[at - bytes]! ^= 1;
      }
      bytes += part.length;
      socket.write(part);
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    port: (server.address() as { port: number }).port,
    close: () => {
      sockets.forEach((socket) => socket.destroy());
      server.close();
    },
  };
}
