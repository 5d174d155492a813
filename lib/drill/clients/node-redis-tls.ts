import type { DrillTarget } from '../target';
import { tlsOptions, type TlsOptions } from './tls-options';

/** What the `socket` of node-redis is given, whatever kind of client it is of. */
export function tlsOfSocket({ tls }: DrillTarget): { tls: true } & TlsOptions | Record<never, never> {
  return tls === undefined ? {} : { tls: true, ...tlsOptions(tls) };
}
