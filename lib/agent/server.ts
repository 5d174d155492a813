import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { signAnswer } from './authenticity';
import { Challenges } from './challenges';
import type { CommandResult } from './command-result';
import type { HealthAnswer } from './health';
import type { PeerState } from './situation';

export interface ServerDuties {
  /** Undefined: every address. */
  readonly host?: string;
  readonly port: number;
  readonly key: Buffer;
  /** Name of this node. */
  readonly node: string;
  health(path: string): HealthAnswer;
  peerState(): PeerState;
  /** Signed orders: verb to what is done with the word that came with it. */
  readonly commands: Record<string, (word: string) => Promise<CommandResult>>;
}

/**
 * The agent's endpoints. Probes are open and read-only; what peers rely on is signed;
 * what changes anything needs the answer to a challenge.
 */
export function startServer(duties: ServerDuties): Promise<Server> {
  const challenges = new Challenges(duties.key, duties.node);
  const server = createServer((request, response) => {
    void serve(request, response, duties, challenges).catch((failure: unknown) =>
      send(response, 500, { error: failure instanceof Error ? failure.message : String(failure) }));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(duties.port, duties.host, () => resolve(server));
  });
}

async function serve(
  request: IncomingMessage, response: ServerResponse, duties: ServerDuties, challenges: Challenges,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://agent');
  const verb = url.pathname.slice(1);
  if (request.method === 'POST' && Object.hasOwn(duties.commands, verb)) {
    const nonce = String(request.headers['x-redis-ha-nonce'] ?? '');
    const word = await bodyOf(request);
    if (!challenges.accepts(nonce, String(request.headers['x-redis-ha-mac'] ?? ''), verb, word, Date.now())) {
      send(response, 403, { error: 'not authorized: sign the challenge of GET /challenge with the deployment\'s agent secret' });
      return;
    }
    const result = await duties.commands[verb]!(word);
    send(response, result.ok ? 200 : 409, { ...result });
    return;
  }
  if (request.method !== 'GET') {
    send(response, 405, { error: 'GET only' });
    return;
  }
  if (url.pathname === '/challenge') {
    send(response, 200, { nonce: challenges.give(Date.now()) });
    return;
  }
  if (url.pathname === '/peer') {
    const answer = signAnswer(duties.key, url.searchParams.get('nonce') ?? '', JSON.stringify(duties.peerState()), duties.node);
    response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
    return;
  }
  const { status, body } = duties.health(url.pathname);
  send(response, status, body);
}

/** Longest body of an order, in bytes. */
const LONGEST_BODY = 4096;

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request) {
    text += String(part);
    if (text.length > LONGEST_BODY) {
      throw new Error(`a body of more than ${LONGEST_BODY} bytes`);
    }
  }
  return text;
}

function send(response: ServerResponse, status: number, body: Record<string, unknown>): void {
  if (!response.headersSent) {
    response.writeHead(status, { 'content-type': 'application/json' });
  }
  response.end(`${JSON.stringify(body)}\n`);
}
