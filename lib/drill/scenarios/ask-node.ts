import type { Redis } from 'ioredis';

import type { Lab, LabNode } from '../../lab/lab';
import { askServer } from '../clients/ask-server';
import { targetOf } from '../target';

/** Asks one data node, over a connection of its own, as the application's user. Rejects when it does not answer. */
export function askNode<T>(lab: Lab, node: LabNode, question: (client: Redis) => Promise<T>): Promise<T> {
  const target = targetOf(lab);
  return askServer(target, { host: node.host, port: target.redisPort }, question);
}
