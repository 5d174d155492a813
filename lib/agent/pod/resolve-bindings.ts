import { lookup } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KubernetesPlatformConfig, NodeConfig } from '../../config';
import { canonicalJson, type Bindings } from '../../plan';
import type { Log } from '../log';
import { writeAtomically } from '../write-atomically';
import { absoluteName } from './absolute-name';
import { FormerAddresses } from './former-addresses';

/** All addresses of a host. Rejects when there are none. */
export type Lookup = (host: string) => Promise<string[]>;

export interface ResolveOptions {
  readonly lookup?: Lookup;
  /** How long names that have no address are asked for again, in milliseconds. @default 60 s */
  readonly patienceMs?: number;
  /** @default 2 s */
  readonly periodMs?: number;
}

/** What was resolved, and the nodes that are left with what was known or with nothing. */
export interface Resolved {
  readonly addresses: Record<string, string>;
  readonly unresolved: string[];
}

/** Services and their names may be seconds behind the pods. */
const PATIENCE_MS = 60_000;
const PERIOD_MS = 2000;

/**
 * Fills in the real addresses of all nodes from the names of their Services. What was resolved in this pod before stands in
 * for a name that has no answer now.
 *
 * @throws Error when a name has never had an answer, after it was asked for again and again
 */
export async function resolveBindings(config: NodeConfig, log: Log, options: ResolveOptions = {}): Promise<Bindings> {
  const deadline = Date.now() + (options.patienceMs ?? PATIENCE_MS);
  const hosts = await readHosts(config);
  let known = await knownAddresses(config);
  for (;;) {
    const { addresses, unresolved } = await resolveHosts(hosts.addresses, known, options.lookup);
    const nameless = unresolved.filter((node) => addresses[node] === undefined);
    if (nameless.length === 0) {
      if (unresolved.length > 0) {
        log('addresses-kept', { nodes: unresolved, reason: 'their names have no answer now' });
      }
      return keepBindings(config, hosts, addresses, log);
    }
    const names = nameless.map((node) => hosts.addresses[node]!);
    if (Date.now() >= deadline) {
      throw new Error(`no address for ${names.join(', ')}: the Services of these names have to exist, and DNS has to answer`);
    }
    log('addresses-awaited', { names });
    known = addresses;
    await sleep(options.periodMs ?? PERIOD_MS);
  }
}

/** One name after the other: lookups wait in threads that other work needs, too. */
export async function resolveHosts(
  hosts: Record<string, string>, known: Record<string, string>, ask: Lookup = lookUp,
): Promise<Resolved> {
  const addresses: Record<string, string> = {};
  const unresolved: string[] = [];
  for (const [node, host] of Object.entries(hosts)) {
    const found = await ask(host).catch((): string[] => []);
    const address = chosen(found, known[node]);
    if (found.length === 0) {
      unresolved.push(node);
    }
    if (address !== undefined) {
      addresses[node] = address;
    }
  }
  return { addresses, unresolved };
}

/** The one it has had, where that is still among them; of two families always the same. */
function chosen(found: string[], known: string | undefined): string | undefined {
  return found.length === 0 || (known !== undefined && found.includes(known)) ? known
    : found.find((address) => !isIPv6(address)) ?? found[0];
}

export async function readHosts(config: NodeConfig): Promise<Bindings> {
  return JSON.parse(await readFile((config.platform as KubernetesPlatformConfig).hostsFile, 'utf8')) as Bindings;
}

/** What was resolved last in this pod; empty before the first time. */
export async function knownAddresses({ bindingsFile }: NodeConfig): Promise<Record<string, string>> {
  return readFile(bindingsFile, 'utf8').then((text) => (JSON.parse(text) as Bindings).addresses, () => ({}));
}

/** Writes them down: on the volume first, so that what a server may have written into its own files can be understood. */
export async function keepBindings(
  config: NodeConfig, hosts: Bindings, addresses: Record<string, string>, log: Log,
): Promise<Bindings> {
  const bindings = { ...hosts, addresses };
  // A full disk must not keep a node from coming up.
  await new FormerAddresses(config).remember(addresses).catch((failure: Error) => log('addresses-forgotten', { error: failure.message }));
  await writeAtomically(config.bindingsFile, canonicalJson(bindings), { durable: false });
  return bindings;
}

async function lookUp(host: string): Promise<string[]> {
  const resolvConf = await readFile('/etc/resolv.conf', 'utf8').catch(() => '');
  return (await lookup(absoluteName(host, resolvConf), { all: true })).map(({ address }) => address);
}
