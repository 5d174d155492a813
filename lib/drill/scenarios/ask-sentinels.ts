import type { Redis } from 'ioredis';

import type { Lab } from '../../lab/lab';
import { askServer } from '../clients/ask-server';
import { targetOf } from '../target';

/** Asks every Sentinel, each over a connection of its own, as the application's user; nobody where there are none. */
export function askSentinels<T>(lab: Lab, question: (client: Redis, node: string) => Promise<T>): Promise<T>[] {
  const target = targetOf(lab);
  return lab.nodes.filter((node) => node.hasSentinel)
    .map(({ host, name }) => askServer(target, { host, port: lab.plan.ports.sentinel }, (client) => question(client, name)));
}
