import { createConnection, type Socket } from 'node:net';

const PIECE = 1000;
const ANSWER = '+OK\r\n'.length;

/** A value as an application would store it: JSON with ids, names, numbers and a token; about 340 bytes. */
export function valueOf(number: number): string {
  const seed = Math.imul(number + 1, 0x9e3779b1) >>> 0;
  const part = (salt: number): string => (Math.imul(seed ^ salt, 0x85ebca6b) >>> 0).toString(16).padStart(8, '0');
  return JSON.stringify({
    id: number, session: `${part(1)}${part(2)}${part(3)}${part(4)}`, user: { name: `user-${seed % 100_000}`, mail: `u${seed % 100_000}@shop.test`, plan: seed % 3 ? 'free' : 'team' },
    cart: [{ sku: `SKU-${seed % 9999}`, count: seed % 7, price: (seed % 10_000) / 100 }, { sku: `SKU-${(seed >>> 7) % 9999}`, count: 1, price: 9.99 }],
    seenAt: new Date(1.7e12 + seed).toISOString(), token: `${part(5)}${part(6)}${part(7)}${part(8)}`,
  });
}

export function keyOf(number: number): string {
  return `session:${number}`;
}

/** Writes keys from 0 on until their values are that many bytes together. @returns how many keys */
export async function fill(port: number, bytes: number, progress: (share: number) => void): Promise<number> {
  const connection = createConnection({ host: '127.0.0.1', port });
  await new Promise((resolve, reject) => { connection.once('connect', resolve).once('error', reject); });
  let answered = 0;
  let refused: string | undefined;
  connection.on('data', (chunk: Buffer) => {
    answered += chunk.length;
    refused ??= chunk.includes('-') ? chunk.toString() : undefined;
  });
  let keys = 0;
  try {
    for (let written = 0; written < bytes;) {
      const commands: string[] = [];
      for (let number = 0; number < PIECE && written < bytes; number += 1) {
        const value = valueOf(keys);
        commands.push(setCommand(keyOf(keys), value));
        written += value.length;
        keys += 1;
      }
      await send(connection, commands.join(''));
      if (refused !== undefined) {
        throw new Error(`the server refused a write: ${refused.slice(0, 200)}`);
      }
      progress(Math.min(1, written / bytes));
    }
    while (answered < keys * ANSWER && refused === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return keys;
  } finally {
    connection.destroy();
  }
}

/** Overwrites keys at random at a steady rate until it is stopped. */
export class WriteLoad {
  public written = 0;
  private readonly timer: NodeJS.Timeout;
  private readonly connection: Socket;
  private failure: Error | undefined;

  constructor(port: number, keys: number, perSecond: number) {
    this.connection = createConnection({ host: '127.0.0.1', port });
    this.connection.on('error', (failure) => { this.failure = failure; });
    this.connection.resume();
    let due = 0;
    let last = performance.now();
    this.timer = setInterval(() => {
      const at = performance.now();
      due += Math.min(at - last, 100) / 1000 * perSecond;
      last = at;
      const commands = Array.from({ length: Math.floor(due) }, () => {
        const number = Math.floor(Math.random() * keys);
        return setCommand(keyOf(number), valueOf(number ^ 0x5555));
      });
      due -= commands.length;
      this.written += commands.length;
      this.connection.write(commands.join(''));
    }, 10);
  }

  /** @throws Error when the connection was lost meanwhile: then nothing was measured under load */
  public stop(): void {
    clearInterval(this.timer);
    this.connection.destroy();
    if (this.failure !== undefined) {
      throw new Error(`the write load ended: ${this.failure.message}`);
    }
  }
}

function setCommand(key: string, value: string): string {
  return `*3\r\n$3\r\nSET\r\n$${key.length}\r\n${key}\r\n$${value.length}\r\n${value}\r\n`;
}

async function send(connection: Socket, text: string): Promise<void> {
  if (!connection.write(text)) {
    await new Promise((resolve) => connection.once('drain', resolve));
  }
}
