import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { CERTIFICATE_FILES } from '../../lib/certificates';
import { InvalidInput, Transport } from '../../lib/model';
import { connectionTls, type ConnectionTls, type DeploymentPlan } from '../../lib/plan';
import { openLab } from './lab-state';
import { readText } from './read-plan';

/** What servers are checked by and shown, as the user says it. */
export interface TlsFlags {
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

interface WhereFlags extends TlsFlags {
  readonly directory?: string;
  readonly bindings?: string;
  readonly secrets?: string;
}

const { ca: CA, cert: CERT, key: KEY } = CERTIFICATE_FILES;

/** Options of every command that connects to servers themselves; a lab's authority is in its folder. */
export function withTls(command: Command): Command {
  return command
    .option('--tls-ca <file>', `authority of the servers' certificates (default: the file \`${CA}\` beside the secrets)`)
    .option('--tls-cert <file>', `certificate of this client, where one is asked for (default: \`${CERT}\` beside the secrets, if it is there)`)
    .option('--tls-key <file>', `its key (default: \`${KEY}\` there)`);
}

/**
 * How to connect to the nodes of a plan; undefined while they speak plaintext.
 *
 * @throws InvalidInput that names the flag and the fix
 */
export function planTls(plan: DeploymentPlan, flags: WhereFlags): ConnectionTls | undefined {
  const given = givenFlag(flags);
  if (plan.transport !== Transport.TLS) {
    refuse(given, `${plan.name} is reached over plaintext (its transport is ${plan.transport})`, 'leave it out, or name the plan with TLS');
    return undefined;
  }
  if (flags.bindings === undefined) {
    refuse(given, 'a lab has certificates of its own', 'leave it out, or name a deployment that is no lab with --bindings');
    return connectionTls(plan, openLab(plan, flags.directory).certificates());
  }
  return connectionTls(plan, { ca: authority(plan, flags), ...ownCertificate(plan, flags) });
}

/** Certificate and key of this client from the files that are named. @throws InvalidInput for one without the other */
export function namedCertificate({ tlsCert, tlsKey }: TlsFlags): { cert?: string; key?: string } {
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new InvalidInput(tlsCert === undefined ? '--tls-cert' : '--tls-key', 'missing', 'give certificate and key together');
  }
  return tlsCert === undefined ? {} : { cert: pem('--tls-cert', tlsCert), key: pem('--tls-key', tlsKey!) };
}

export function pem(flag: string, file: string): string {
  return readText(flag, file, 'name a file in PEM format');
}

function authority({ name }: DeploymentPlan, { tlsCa, secrets }: WhereFlags): string {
  return tlsCa === undefined
    ? readText('--tls-ca', path.join(secrets ?? '.', CA), `${name} speaks TLS: name its authority, or put it into that file`)
    : pem('--tls-ca', tlsCa);
}

function ownCertificate({ name, tls }: DeploymentPlan, flags: WhereFlags): { cert?: string; key?: string } {
  const [cert, key] = [CERT, KEY].map((file) => path.join(flags.secrets ?? '.', file));
  const beside = flags.tlsCert === undefined && flags.tlsKey === undefined && existsSync(cert!) && existsSync(key!);
  const own = namedCertificate(beside ? { tlsCert: cert, tlsKey: key } : flags);
  if (own.cert === undefined && tls?.clientCertificates === 'required') {
    throw new InvalidInput('--tls-cert', 'missing', `${name} asks its clients for certificates: name one of its authority, and --tls-key`);
  }
  return own;
}

function givenFlag({ tlsCa, tlsCert, tlsKey }: TlsFlags): string | undefined {
  return Object.entries({ '--tls-ca': tlsCa, '--tls-cert': tlsCert, '--tls-key': tlsKey }).find(([, value]) => value !== undefined)?.[0];
}

function refuse(flag: string | undefined, problem: string, fix: string): void {
  if (flag !== undefined) {
    throw new InvalidInput(flag, problem, fix);
  }
}
