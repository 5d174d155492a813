import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a store answers that is not in order. */
export type Mood = 'well' | 'hung' | { readonly status: number; readonly text: string };

/** A store as S3 is, in memory, with conditional creation; it can be told to misbehave. */
export class WitnessStore {
  public readonly objects = new Map<string, string>();
  public readonly asked: { method: string; path: string; headers: IncomingHttpHeaders }[] = [];
  public mood: Mood = 'well';
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      const { method = '', url: path = '', headers } = request;
      this.asked.push({ method, path, headers });
      let body = '';
      request.on('data', (part: Buffer) => { body += String(part); });
      request.on('end', () => {
        if (this.mood === 'hung') {
          return;
        }
        const { status, text } = this.mood === 'well' ? this.answer(method, path, headers, body) : this.mood;
        response.writeHead(status).end(text);
      });
    });
  }

  public static async open(): Promise<WitnessStore> {
    const store = new WitnessStore();
    await new Promise<void>((resolve) => { store.server.listen(0, '127.0.0.1', resolve); });
    return store;
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/bucket`;
  }

  public async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => { this.server.close(resolve); });
  }

  private answer(method: string, path: string, headers: IncomingHttpHeaders, body: string): { status: number; text: string } {
    const there = this.objects.get(path);
    if (method === 'GET') {
      return there === undefined ? { status: 404, text: '<Code>NoSuchKey</Code>' } : { status: 200, text: there };
    }
    if (there !== undefined && headers['if-none-match'] === '*') {
      return { status: 412, text: '<Code>PreconditionFailed</Code>' };
    }
    this.objects.set(path, body);
    return { status: 200, text: '' };
  }
}
