import { X509Certificate } from 'node:crypto';
import { issueAuthority, type Authority } from './issue';

/** The authorities of one deployment, oldest first, as their secret holds them. */
export interface Authorities {
  readonly schemaVersion: 1;
  /** One more with every change. A number is written once, so of two that change the same state one wins. */
  readonly number: number;
  readonly authorities: Authority[];
}

const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3650;
/** From here on the successor is told to everybody; nothing is certified by it yet. */
export const SUCCESSOR_DAYS = 730;
/** From here on the successor certifies: clients have had a year to learn of it, and no certificate outlasts who certified it. */
export const LAST_DAYS = 365;

/**
 * The authorities there should be. Expired ones are left out; a new one is made when there is none, or none that lasts.
 *
 * @returns `known` itself when nothing has to change
 */
export async function dueAuthorities(known: Authorities | undefined, deployment: string): Promise<Authorities> {
  const valid = (known?.authorities ?? []).filter((authority) => daysLeft(authority.cert) > 0);
  const newest = valid.at(-1);
  if (known && newest && daysLeft(newest.cert) > SUCCESSOR_DAYS && valid.length === known.authorities.length) {
    return known;
  }
  const number = (known?.number ?? 0) + 1;
  const successor = newest && daysLeft(newest.cert) > SUCCESSOR_DAYS ? []
    : [await issueAuthority({ commonName: `redis-ha ${deployment} ${number}`.slice(0, 64), days: AUTHORITY_DAYS })];
  return { schemaVersion: 1, number, authorities: [...valid, ...successor] };
}

/** Who certifies now: the oldest for as long as it lasts. */
export function signingAuthority({ authorities }: Authorities): Authority {
  return authorities.find(({ cert }) => daysLeft(cert) > LAST_DAYS) ?? authorities.at(-1)!;
}

/** What is to be trusted, as PEM: all of them. */
export function trustedBy({ authorities }: Authorities): string {
  return authorities.map(({ cert }) => cert).join('');
}

/**
 * Authorities from the text of their secret.
 *
 * @throws Error for anything else: a new authority in place of one that cannot be read would lock every client out
 */
export function authoritiesIn(text: string): Authorities {
  let value: Partial<Authorities> | undefined;
  try {
    value = Object(JSON.parse(text)) as Partial<Authorities>;
  } catch {
    value = undefined;
  }
  const whole = value?.schemaVersion === 1 && Number.isInteger(value.number) && Array.isArray(value.authorities)
    && value.authorities.every(({ cert, key }) => typeof cert === 'string' && typeof key === 'string');
  if (!whole) {
    throw new Error('the secret of the authority holds something else: put back its version before (AWSPREVIOUS); a new authority would '
      + 'be trusted by no client');
  }
  return value as Authorities;
}

/** Days until a certificate expires, fractions included; negative afterwards. */
export function daysLeft(cert: string): number {
  return (Date.parse(new X509Certificate(cert).validTo) - Date.now()) / DAY_MS;
}
