import type { RedisOptions } from 'ioredis';

import type { DrillTarget } from '../target';
import { COMMAND_TIMEOUT_MS, RETRY_MS } from './drill-client';
import { tlsOptions } from './tls-options';

/** A client of ioredis that gives up quickly and looks again often. */
export const IMPATIENT: RedisOptions = {
  // A write that got no answer is not sent again: it would be acknowledged later than the ledger says.
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  retryStrategy: () => RETRY_MS,
  connectTimeout: COMMAND_TIMEOUT_MS,
  maxLoadingRetryTime: 200,
  disableClientInfo: true,
  protocol: 2,
};

/** Also ends a handshake with a primary that accepts connections and answers nothing. */
export const TIMEOUTS: RedisOptions = { commandTimeout: COMMAND_TIMEOUT_MS, socketTimeout: COMMAND_TIMEOUT_MS + 200 };

/** For reading back: waits for its connection and for a slow answer. */
export const PATIENT: RedisOptions = { enableOfflineQueue: true, commandTimeout: 5000, socketTimeout: 6000 };

/** Who the client is, and how it checks whom it speaks to. */
export function access({ username, password, tls }: DrillTarget): RedisOptions {
  return { ...(password === undefined ? {} : { username, password }), ...(tls === undefined ? {} : { tls: tlsOptions(tls) }) };
}
