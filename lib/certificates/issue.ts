// Not in index.ts: the agent checks certificates and issues none, and must not carry what is needed for that.
import { createPrivateKey, KeyObject, randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { Certificates } from './certificates';

/** An authority of one's own, as PEM texts. Whoever has the key can pass for any node. */
export interface Authority {
  readonly cert: string;
  readonly key: string;
}

export interface AuthorityRequest {
  /** Name of the authority, for people. */
  readonly commonName: string;
  /** How long it is valid. */
  readonly days: number;
}

export interface CertificateRequest {
  readonly authority: Authority;
  /** `PlanTls.serverName`. */
  readonly serverName: string;
  /** Names that are valid besides. */
  readonly dnsNames?: string[];
  /** Addresses that are valid besides. */
  readonly ipAddresses?: string[];
  /** How long it is valid; no longer than its authority whatever is asked for. */
  readonly days: number;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 86_400_000;
/** Clocks of nodes that use a new certificate at once may be behind by this. */
const SKEW_MS = 3_600_000;

/** Makes an authority: a key on P-256 and a certificate signed with it. */
export async function issueAuthority({ commonName, days }: AuthorityRequest): Promise<Authority> {
  const x509 = await library();
  const keys = await newKeys();
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(days),
    serialNumber: serialNumber(),
    name: [{ CN: [commonName] }],
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: pem(cert.toString('pem')), key: pemOf(keys.privateKey) };
}

/**
 * Makes the certificate of a deployment: one for all its nodes, which are servers to clients and both to each other.
 *
 * @throws Error for an authority that is none
 */
export async function issueCertificate(request: CertificateRequest): Promise<Certificates> {
  const { authority, serverName, dnsNames = [], ipAddresses = [], days } = request;
  const x509 = await library();
  const issuer = new x509.X509Certificate(authority.cert);
  const keys = await newKeys();
  const { notBefore, notAfter } = validity(days);
  const cert = await x509.X509CertificateGenerator.create({
    notBefore,
    notAfter: notAfter > issuer.notAfter ? issuer.notAfter : notAfter,
    serialNumber: serialNumber(),
    subject: [{ CN: [serverName.slice(0, 64)] }],
    issuer: issuer.subjectName,
    publicKey: keys.publicKey,
    signingKey: await keyOf(authority),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...[...new Set([serverName, ...dnsNames])].map((value) => ({ type: 'dns' as const, value })),
        ...ipAddresses.filter((value) => isIP(value) !== 0).map((value) => ({ type: 'ip' as const, value })),
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { ca: pem(authority.cert), cert: pem(cert.toString('pem')), key: pemOf(keys.privateKey) };
}

/** Loaded when something is issued and not before: it is larger than everything else here. */
async function library(): Promise<typeof import('@peculiar/x509')> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  x509.cryptoProvider.set(webcrypto);
  return x509;
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

async function keyOf({ cert, key }: Authority): Promise<webcrypto.CryptoKey> {
  const secret = createPrivateKey(key);
  if (!new X509Certificate(cert).checkPrivateKey(secret)) {
    throw new Error('the key of the authority does not belong to its certificate');
  }
  const der = secret.export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', der, ALGORITHM, false, ['sign']);
}

function validity(days: number): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - SKEW_MS), notAfter: new Date(now + days * DAY_MS) };
}

/** A positive number of 127 bits. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x7f) | 0x40;
  return bytes.toString('hex');
}

function pemOf(key: webcrypto.CryptoKey): string {
  return pem(String(KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' })));
}

function pem(text: string): string {
  return `${text.trim()}\n`;
}
