import { execFileSync } from 'node:child_process';
import { connect, createServer, type Server } from 'node:net';

/** Whether this machine lets tests drop packets; a message for people when not. */
export function whyNoCuts(): string {
  if (process.getuid?.() !== 0) {
    return 'cutting a network needs root';
  }
  try {
    execFileSync('nft', ['-c', '-f', '-'], { input: 'table inet redis_ha_probe {}\n', stdio: ['pipe', 'ignore', 'ignore'] });
    return '';
  } catch {
    return 'nft is missing or may not be used here';
  }
}

export function listen(host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.end('here'));
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}

/** Whether a connection from one address to the other comes about; silence counts as no. */
export function reaches(from: string, to: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: to, port, localAddress: from });
    const done = (answer: boolean): void => { socket.destroy(); resolve(answer); };
    socket.setTimeout(400, () => done(false));
    socket.once('error', () => done(false));
    socket.once('data', () => done(true));
  });
}
