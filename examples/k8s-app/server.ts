// Counts visits in Redis and answers with the count:
//   GET /          through a client that asks the Sentinels who is primary
//   GET /primary   through the Service that leads to whoever is primary
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { ConnectionOptions } from 'node:tls';
import { Redis, type RedisOptions } from 'ioredis';

const {
  PORT = '8080', REDIS_PRIMARY, REDIS_SENTINELS, REDIS_MASTER_NAME, REDIS_PASSWORD, REDIS_CA = '', REDIS_TLS_NAME,
} = process.env;

const RETRY_MS = 100;
/** For how long a request is tried again: longer than a failover, shorter than whoever asked waits. */
const PATIENCE_MS = 12_000;

/**
 * Whatever address a Sentinel or a Service tells: the certificate has to bear this name, and to be issued by this authority. A
 * successor of that is in the same file a year before it issues anything, so reading it at the start is enough.
 */
const tls: ConnectionOptions = { ca: readFileSync(REDIS_CA), servername: REDIS_TLS_NAME };

const resilient: RedisOptions = {
  tls,
  username: 'app',
  password: REDIS_PASSWORD,
  retryStrategy: () => RETRY_MS,
  connectTimeout: 1000,
  // A hung primary keeps its connections open: no answer within that time is a failure.
  commandTimeout: 1000,
  socketTimeout: 1500,
  // Commands fail at once while there is no primary, and are tried again below, where the number of attempts is known.
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  // A command that got no answer may have been done; whoever sends it again has to know that.
  autoResendUnfulfilledCommands: false,
  // A former primary that let a command in as a replica is left.
  reconnectOnError: (error) => error.message.startsWith('READONLY'),
};

/** Finds the primary by itself, and a new one as soon as the Sentinels name it. */
const bySentinel = logged(new Redis({
  ...resilient,
  sentinels: (REDIS_SENTINELS ?? '').split(',').map(address),
  name: REDIS_MASTER_NAME,
  sentinelUsername: 'app',
  sentinelPassword: REDIS_PASSWORD,
  sentinelTLS: tls,
  enableTLSForSentinelMode: true,
  sentinelCommandTimeout: 500,
  sentinelRetryStrategy: () => RETRY_MS / 2,
  // The Sentinels' Services are for life; addresses they tell of each other need not be remembered.
  updateSentinels: false,
}));

/** Knows one name. The Service follows the primary; nobody answers there during a failover. */
const byService = logged(new Redis({ ...resilient, ...address(REDIS_PRIMARY ?? '') }));

const server = createServer((request, response) => {
  const answer = (status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
  };
  if (request.url === '/live') {
    answer(200, {});
    return;
  }
  const client = request.url === '/primary' ? byService : bySentinel;
  visit(client).then((visits) => answer(200, { visits }), (error: Error) => answer(503, { error: error.message }));
});
server.listen(Number(PORT));

process.on('SIGTERM', () => {
  server.close();
  bySentinel.disconnect();
  byService.disconnect();
});

/** Counts one visit. An attempt without an answer may have counted: a visit may be counted twice and is not forgotten. */
async function visit(client: Redis): Promise<number> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await client.incr('visits');
    } catch (error) {
      if (Date.now() > until) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

function address(text: string): { host: string; port: number } {
  const [host = '', port = ''] = text.split(':');
  return { host, port: Number(port) };
}

/** Without a listener for errors a lost connection would end the process. */
function logged(client: Redis): Redis {
  return client.on('error', (error: Error) => console.error(`redis: ${error.message}`));
}
