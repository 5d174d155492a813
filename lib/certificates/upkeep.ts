import { X509Certificate } from 'node:crypto';
import { authoritiesIn, daysLeft, dueAuthorities, signingAuthority, trustedBy, type Authorities } from './authorities';
import type { Certificates } from './certificates';
import { checkCertificates } from './check';
import { issueCertificate, type Authority } from './issue';
import type { IssuerSettings } from './issuer-settings';
import { certificatesIn, secretTextOf } from './secret-text';

/** Where certificates are kept. */
export interface SecretStore {
  /** The text, undefined before the first. */
  read(id: string): Promise<string | undefined>;
  write(id: string, text: string): Promise<void>;
  /** Writes the text of that number unless there was another one. @returns whether this is the one */
  writeNumbered(id: string, text: string, number: number): Promise<boolean>;
}

/** How things stand after a look. */
export interface Upkept {
  /** What is to be trusted, as PEM. */
  readonly ca: string;
  readonly daysLeft: number;
  /** Why there is a new certificate; undefined when there is none. */
  readonly issued?: string;
}

/** Of two that make the same change one wins and the other begins again; a third time would mean that something else is wrong. */
const TRIES = 3;

/**
 * Sees to it that there is a certificate that is as the settings say and lasts: makes what is missing or runs out, and leaves
 * everything else alone. May be run again, also while another run is at it.
 */
export async function keepCertificates(settings: IssuerSettings, store: SecretStore): Promise<Upkept> {
  const authorities = await standingAuthorities(settings, store);
  const ca = trustedBy(authorities);
  // Before anything is certified by a new one: whoever reads it early only trusts more.
  if (await store.read(settings.caSecretId) !== ca) {
    await store.write(settings.caSecretId, ca);
  }
  const authority = signingAuthority(authorities);
  const known = knownIn(await store.read(settings.certificateSecretId));
  const reason = reasonToIssue(known, settings, authority);
  const issued = reason === undefined ? known! : await issueCertificate({ authority, ...settings });
  const next: Certificates = { ...issued, ca };
  if (reason !== undefined || known!.ca !== ca) {
    await store.write(settings.certificateSecretId, secretTextOf(next));
  }
  return { ca, daysLeft: daysLeft(next.cert), issued: reason };
}

async function standingAuthorities(settings: IssuerSettings, store: SecretStore): Promise<Authorities> {
  const { authoritySecretId: id, deployment } = settings;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const text = await store.read(id);
    const known = text === undefined ? undefined : authoritiesIn(text);
    const due = await dueAuthorities(known, deployment);
    if (due === known || await store.writeNumbered(id, JSON.stringify(due), due.number)) {
      return due;
    }
  }
  throw new Error('the secret of the authority is changed by somebody else again and again; only this function may write it');
}

/** Undefined also for what cannot be read: that can always be issued again. */
function knownIn(text: string | undefined): Certificates | undefined {
  try {
    return certificatesIn(text, 'it');
  } catch {
    return undefined;
  }
}

/** Why the nodes need another certificate; undefined when they do not. */
function reasonToIssue(known: Certificates | undefined, settings: IssuerSettings, authority: Authority): string | undefined {
  if (!known) {
    return 'there is none';
  }
  const problem = checkCertificates({ ...known, ca: authority.cert }, settings.serverName, Date.now());
  if (problem !== undefined) {
    return problem;
  }
  if (JSON.stringify(namesOf(known.cert)) !== JSON.stringify(wantedNames(settings))) {
    return 'its names are others';
  }
  const left = daysLeft(known.cert);
  return left <= settings.renewBeforeDays ? `${left.toFixed(1)} days are left of it` : undefined;
}

function namesOf(cert: string): string[] {
  const names = new X509Certificate(cert).subjectAltName?.split(', ') ?? [];
  return names.map((name) => name.replace(/^(DNS|IP Address):/, '')).sort();
}

function wantedNames({ serverName, dnsNames, ipAddresses }: IssuerSettings): string[] {
  return [...new Set([serverName, ...dnsNames]), ...ipAddresses].sort();
}
