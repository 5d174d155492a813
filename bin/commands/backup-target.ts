import type { BackupTarget, TargetNode, TargetTls } from '../../lib/backup/target';
import { InvalidInput, UserName } from '../../lib/model';
import { nodesWith, NodeRole, type DeploymentPlan } from '../../lib/plan';
import { reachOf, type ReachFlags } from './reach';
import { namedCertificate, pem, planTls, type TlsFlags } from './reach-tls';
import { readText } from './read-plan';

/** Which servers to back up, as the user says it. */
export interface TargetFlags extends ReachFlags, TlsFlags {
  readonly node?: string[];
  readonly name?: string;
  readonly user?: string;
  readonly passwordFile?: string;
  readonly tls?: boolean;
  readonly tlsName?: string;
}

export const PASSWORD_VARIABLE = 'REDIS_HA_PASSWORD';
const USUAL_PORT = 6379;

/**
 * The servers of a plan, or those given by address.
 *
 * @throws InvalidInput that names the flag and the fix
 */
export function targetOf(plan: DeploymentPlan | undefined, flags: TargetFlags): BackupTarget {
  if (plan === undefined) {
    return addressed(flags);
  }
  const both = ([
    ['--node', flags.node?.[0]], ['--name', flags.name], ['--user', flags.user], ['--password-file', flags.passwordFile], ['--tls', flags.tls],
    ['--tls-name', flags.tlsName],
  ] as const).find(([, value]) => value !== undefined);
  if (both) {
    throw new InvalidInput(both[0], 'given beside a plan', 'the plan says which servers and users there are: leave out one of the two');
  }
  const { addresses, password } = reachOf(plan, flags, UserName.BACKUP);
  return {
    deployment: plan.name,
    nodes: nodesWith(plan.nodes, NodeRole.DATA).map(({ name }) => ({ name, host: addresses[name]!, port: plan.ports.redis })),
    username: UserName.BACKUP,
    password,
    planned: { topology: plan.topology.kind },
    tls: planTls(plan, flags),
  };
}

function addressed(flags: TargetFlags): BackupTarget {
  if (flags.node === undefined || flags.node.length === 0) {
    throw new InvalidInput('plan', 'missing', 'name a plan file, or the servers with --node host:port and --name');
  }
  const plans = (['directory', 'bindings', 'secrets'] as const).find((flag) => flags[flag] !== undefined);
  if (plans !== undefined) {
    throw new InvalidInput(`--${plans}`, 'given without a plan', 'name the plan it belongs to, instead of --node');
  }
  if (flags.name === undefined) {
    throw new InvalidInput('--name', 'missing', 'give a name for this deployment: its backups are kept under it');
  }
  const password = passwordOf(flags);
  if (flags.user !== undefined && password === undefined) {
    throw new InvalidInput('--user', 'given without a password', `name a file with --password-file, or set ${PASSWORD_VARIABLE}`);
  }
  return {
    deployment: flags.name,
    nodes: flags.node.map(nodeOf),
    ...(flags.user === undefined ? {} : { username: flags.user }),
    ...(password === undefined ? {} : { password }),
    ...tlsOf(flags),
  };
}

/** `host:port`, `[::1]:6379`, `host`; with `name=` in front where the address should not be the name. */
function nodeOf(text: string): TargetNode {
  const [, name, bracketed, plain, port] = /^(?:([^=]+)=)?(?:\[([^\]]+)\]|([^:\s[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const number = port === undefined ? USUAL_PORT : Number(port);
  if (host === undefined || number < 1 || number > 65_535) {
    throw new InvalidInput('--node', `got "${text}"`, 'give host:port, for example 10.0.0.5:6379 or [fd00::5]:6379');
  }
  return { name: name ?? `${bracketed === undefined ? host : `[${host}]`}:${number}`, host, port: number };
}

/** Never from the command line, which everybody on the machine can read. */
function passwordOf({ passwordFile }: TargetFlags): string | undefined {
  if (passwordFile === undefined) {
    return process.env[PASSWORD_VARIABLE] || undefined;
  }
  const password = readText('--password-file', passwordFile, 'name a file that holds the password and nothing else').trim();
  if (password === '') {
    throw new InvalidInput('--password-file', `${passwordFile} is empty`, 'put the password into that file');
  }
  return password;
}

function tlsOf({ tls, tlsCa, tlsCert, tlsKey, tlsName }: TargetFlags): { tls?: TargetTls } {
  if (!tls && [tlsCa, tlsCert, tlsKey, tlsName].every((flag) => flag === undefined)) {
    return {};
  }
  return {
    tls: { ...(tlsCa === undefined ? {} : { ca: pem('--tls-ca', tlsCa) }), ...namedCertificate({ tlsCert, tlsKey }), serverName: tlsName },
  };
}
