import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { CERTIFICATE_FILES, type Certificates } from './certificates';

const { ca: CA, cert: CERT, key: KEY } = CERTIFICATE_FILES;
/** What the certificate of a node is used for, by object identifier: it serves, and it connects to other nodes. */
const USES = { '1.3.6.1.5.5.7.3.1': 'servers', '1.3.6.1.5.5.7.3.2': 'clients' };
/** Longer chains are a circle. */
const LONGEST_CHAIN = 10;

/**
 * Whether the nodes of a deployment could prove themselves with these, as a server and as a client, to whoever trusts their
 * authorities.
 *
 * @param serverName name they have to bear
 * @param now milliseconds since the epoch
 * @returns what is wrong with them; undefined when nothing is
 */
export function checkCertificates({ ca, cert, key }: Certificates, serverName: string, now: number): string | undefined {
  const authorities = certificatesIn(ca);
  const [leaf, ...intermediates] = certificatesIn(cert) ?? [];
  if (authorities === undefined || authorities.length === 0) {
    return `${CA} holds no certificate that can be read`;
  }
  if (leaf === undefined) {
    return `${CERT} holds no certificate that can be read`;
  }
  const secret = keyIn(key);
  if (secret === undefined) {
    return `${KEY} holds no private key that can be read without a passphrase`;
  }
  if (!leaf.checkPrivateKey(secret)) {
    return `${KEY} is not the key of ${CERT}`;
  }
  // Names in the subject alone are checked by nobody any more.
  if (leaf.checkHost(serverName, { subject: 'never' }) === undefined) {
    return `${CERT} does not bear the name "${serverName}" but ${leaf.subjectAltName ?? 'none'}`;
  }
  const { keyUsage } = leaf as unknown as { keyUsage?: string[] };
  const missing = Object.entries(USES).find(([use]) => keyUsage !== undefined && !keyUsage.includes(use));
  if (missing) {
    return `${CERT} is not valid for ${missing[1]} (extended key usage), and a node is both`;
  }
  return outOfTime(leaf, CERT, now) ?? chainProblem(leaf, intermediates, authorities, now);
}

/** From the certificate to an authority that is trusted by itself, as OpenSSL goes. */
function chainProblem(
  leaf: X509Certificate, intermediates: X509Certificate[], authorities: X509Certificate[], now: number,
): string | undefined {
  let subject = leaf;
  let late: string | undefined;
  for (let length = 0; length < LONGEST_CHAIN; length += 1) {
    const trusted = authorities.filter((authority) => certifies(authority, subject));
    const issuers = [...trusted, ...intermediates.filter((authority) => certifies(authority, subject))];
    // While one authority takes over from another of the same name and key, both certify.
    const issuer = issuers.find((candidate) => outOfTime(candidate, '', now) === undefined);
    if (issuer === undefined) {
      late ??= issuers[0] && outOfTime(issuers[0], `the authority "${issuers[0].subject}"`, now);
      return late ?? `${CERT} does not lead to an authority of ${CA}: nobody there has certified "${subject.subject}"`;
    }
    if (certifies(issuer, issuer)) {
      return authorities.some(({ fingerprint256 }) => fingerprint256 === issuer.fingerprint256) ? undefined
        : `${CERT} leads to "${issuer.subject}", which is not in ${CA}`;
    }
    subject = issuer;
  }
  return `${CERT} leads to no authority that stands for itself`;
}

function certifies(issuer: X509Certificate, subject: X509Certificate): boolean {
  return issuer.ca && subject.checkIssued(issuer) && subject.verify(issuer.publicKey);
}

function outOfTime({ validFrom, validTo }: X509Certificate, what: string, now: number): string | undefined {
  if (now > Date.parse(validTo)) {
    return `${what} has expired (${new Date(validTo).toISOString()})`;
  }
  return now < Date.parse(validFrom) ? `${what} is not valid before ${new Date(validFrom).toISOString()}` : undefined;
}

/** Undefined when one of them cannot be read. */
function certificatesIn(pem: string): X509Certificate[] | undefined {
  const texts = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    return texts.map((text) => new X509Certificate(text));
  } catch {
    return undefined;
  }
}

function keyIn(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}
