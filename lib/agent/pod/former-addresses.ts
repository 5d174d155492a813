import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { layoutOf, type NodeConfig } from '../../config';
import { canonicalJson } from '../../plan';
import { writeAtomically } from '../write-atomically';

type Addresses = Record<string, string>;

/** So many changes of addresses are remembered. */
const KEPT = 8;

/** Addresses this node's deployment has had, newest first, on the data volume: Sentinel's file there may still name them. */
export class FormerAddresses {
  private readonly file: string;

  constructor(config: NodeConfig) {
    this.file = join(dirname(layoutOf(config).memoryFile), 'addresses.json');
  }

  /** Empty where nothing can be read: what they would be good for is then refused. */
  public async load(): Promise<Addresses[]> {
    try {
      const { addresses } = JSON.parse(await readFile(this.file, 'utf8')) as { addresses: Addresses[] };
      return Array.isArray(addresses) ? addresses : [];
    } catch {
      return [];
    }
  }

  public async remember(now: Addresses): Promise<void> {
    const before = await this.load();
    if (before[0] && canonicalJson(before[0]) === canonicalJson(now)) {
      return;
    }
    await writeAtomically(this.file, `${JSON.stringify({ addresses: [now, ...before].slice(0, KEPT) })}\n`);
  }
}

/** Address to node, for each that is no node's any longer and was only ever one node's. */
export function formerly(history: Addresses[], now: Addresses): Record<string, string> {
  const current = new Set(Object.values(now));
  const nodes = new Map<string, Set<string>>();
  for (const [node, address] of history.flatMap((addresses) => Object.entries(addresses))) {
    if (!current.has(address)) {
      nodes.set(address, (nodes.get(address) ?? new Set()).add(node));
    }
  }
  return Object.fromEntries([...nodes].filter(([, names]) => names.size === 1)
    .map(([address, names]) => [address, [...names][0]!]));
}
