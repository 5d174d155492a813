import type { Socket } from 'node:net';

import { AbstractConnector, Redis, type RedisOptions } from 'ioredis';

import { openSocket } from '../../redis';
import { sleep } from '../clock';
import type { Address, DrillTarget, FindAddress } from '../target';
import { RETRY_MS } from './drill-client';
import { access, IMPATIENT, TIMEOUTS } from './ioredis-options';

/** A client that knows one address only and waits for it for ever: what a partition or a hang leaves behind. */
export function pinnedClient(target: DrillTarget, host: string): Redis {
  return new Redis({ ...IMPATIENT, host, port: target.redisPort, enableReadyCheck: false, ...access(target) });
}

/** A client of a name: asks for its address at every connection, as a resolver without a cache would. */
export function addressClient(target: DrillTarget, find: FindAddress, options: RedisOptions = {}): Redis {
  return new Redis({ ...IMPATIENT, ...TIMEOUTS, Connector: connectorTo(target, find), ...access(target), ...options });
}

/** ioredis passes no `lookup` on to the socket, so the name is resolved here. */
function connectorTo({ tls }: DrillTarget, find: FindAddress): new (options: unknown) => AbstractConnector {
  return class extends AbstractConnector {
    constructor() {
      super(2000);
    }

    public async connect(): Promise<Socket> {
      this.connecting = true;
      const { host, port } = await this.found();
      if (!this.connecting) {
        throw new Error('Connection is closed.');
      }
      const stream = openSocket({ host, port, tls });
      stream.once('error', (error) => {
        this.firstError = error;
      });
      this.stream = stream;
      return stream;
    }

    /** A connector that rejects ends its client for good: while there is no address the name is asked for again. */
    private async found(): Promise<Address> {
      for (;;) {
        try {
          return await find();
        } catch (failure) {
          if (!this.connecting) {
            throw failure;
          }
          await sleep(RETRY_MS);
        }
      }
    }
  };
}
