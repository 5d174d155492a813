import { Redis } from 'ioredis';

import { RETRY_MS } from './clients/drill-client';
import { access } from './clients/ioredis-options';
import type { DrillTarget } from './target';

/**
 * Tells when a Sentinel announces a new primary, as clients that subscribe to
 * `+switch-master` learn it. ioredis has an option for this (`failoverDetector`), whose
 * renewed subscription is awaited by nobody: a Sentinel that dies ends the whole process.
 */
export class SwitchListener {
  private readonly clients: Redis[];

  constructor(target: DrillTarget, onSwitch: () => void) {
    // Behind a load balancer nobody knows Sentinels.
    this.clients = (target.proxy === undefined ? target.sentinels : []).map(({ host, port }) => {
      const client = new Redis({
        host, port, ...access(target),
        protocol: 2, enableReadyCheck: false, disableClientInfo: true, autoResubscribe: false, maxRetriesPerRequest: 0,
        retryStrategy: () => 5 * RETRY_MS,
      });
      client.on('error', () => undefined);
      client.on('ready', () => { client.subscribe('+switch-master').catch(() => undefined); });
      client.on('message', (_channel: string, message: string) => {
        if (message.startsWith(`${target.masterName} `)) {
          onSwitch();
        }
      });
      return client;
    });
  }

  public close(): void {
    this.clients.forEach((client) => client.disconnect());
  }
}
