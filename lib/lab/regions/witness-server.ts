import { mkdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { createOnce } from '../../agent/create-once';

const LARGEST_RECORD_BYTES = 65_536;
const PATH = /^\/([a-z0-9][a-z0-9-]*)\/([1-9]\d{0,9})\.json$/;

/**
 * The witness of a lab: a store in a third place with what S3's REST has of it. GET answers 200 or 404; PUT with
 * `If-None-Match: *` creates an object, whole and flushed, or answers 412. Objects are files of its folder,
 * `<deployment>/<epoch>.json`.
 */
export class WitnessServer {
  private readonly server: Server;

  private constructor(private readonly folder: string, private readonly host: string) {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch((failure: unknown) => say(response, 500, String(failure)));
    });
  }

  public static async open(folder: string, host: string): Promise<WitnessServer> {
    await mkdir(folder, { recursive: true });
    const witness = new WitnessServer(folder, host);
    await new Promise<void>((resolve, reject) => {
      witness.server.once('error', reject);
      witness.server.listen(0, host, resolve);
    });
    return witness;
  }

  public get url(): string {
    return `http://${this.host}:${(this.server.address() as { port: number }).port}`;
  }

  public async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => { this.server.close(() => resolve()); });
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, deployment, epoch] = PATH.exec(request.url ?? '') ?? [];
    if (deployment === undefined || epoch === undefined) {
      return say(response, 400, 'a record is /<deployment>/<epoch>.json');
    }
    const file = this.fileOf(deployment, epoch);
    if (request.method === 'GET') {
      const text = await readFile(file, 'utf8').catch(() => undefined);
      return text === undefined ? say(response, 404, 'there is none') : say(response, 200, text);
    }
    if (request.method !== 'PUT' || request.headers['if-none-match'] !== '*') {
      return say(response, 405, 'records are read with GET and created with PUT and If-None-Match: *');
    }
    const body = await bodyOf(request);
    if (body === undefined) {
      return say(response, 413, 'too large');
    }
    const created = await createOnce(file, body);
    say(response, created ? 200 : 412, '');
  }

  private fileOf(deployment: string, epoch: string): string {
    return join(this.folder, deployment, `${epoch}.json`);
  }
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > LARGEST_RECORD_BYTES) {
      return undefined;
    }
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(text);
}
