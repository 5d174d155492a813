import { parseInfo } from '../../redis';
import { addressOf, asking, messageOf, type Address } from '../connection';
import type { BackupTarget } from '../target';
import { observedNode, type ObservedNode, type SilentNode } from './observed-node';

/** More servers than any Cluster should have; beyond, something lists servers without end. */
const MOST_NODES = 2000;
/** Asked at the same time. */
const AT_ONCE = 32;

/** Every server of a deployment that answers, and those that do not. */
export interface Look {
  readonly nodes: ObservedNode[];
  readonly silent: SilentNode[];
}

type Asked = Address & { readonly name: string };

/**
 * Asks every server of the target who it is, and every one those know of, until nobody is left to ask: replicas of a
 * primary, the primary of a replica, the members of a Cluster. A server that is reached under two addresses counts once,
 * under the name the target gives it.
 */
export async function look(target: BackupTarget): Promise<Look> {
  const asked = new Set<string>();
  const nodes = new Map<string, ObservedNode>();
  const silent: SilentNode[] = [];
  for (let next: Asked[] = fresh(target.nodes, asked); next.length > 0;) {
    const found: ObservedNode[] = [];
    for (let at = 0; at < next.length; at += AT_ONCE) {
      await Promise.all(next.slice(at, at + AT_ONCE).map(async (node) => {
        await observe(target, node).then((seen) => { found.push(seen); }, (failure: unknown) => {
          silent.push({ name: node.name, host: node.host, port: node.port, problem: messageOf(failure) });
        });
      }));
    }
    // Listed ones come first, so theirs is the name that stays.
    for (const node of found) {
      const same = nodes.get(node.runId);
      nodes.set(node.runId, same ? { ...same, addresses: [...same.addresses, ...node.addresses] } : node);
    }
    next = fresh(found.flatMap(known), asked);
    if (asked.size > MOST_NODES) {
      throw new Error(`${target.deployment}: more than ${MOST_NODES} servers are known to those given; a backup is of one deployment`);
    }
  }
  return { nodes: [...nodes.values()], silent };
}

/** One server's own word. */
export function observe(target: BackupTarget, node: Asked, timeoutMs?: number): Promise<ObservedNode> {
  return asking(target, node, async (link) => {
    const info = String(await link.call('INFO'));
    if (parseInfo(info).cluster_enabled !== '1') {
      return observedNode(node, info);
    }
    const cluster = String(await link.call('CLUSTER', 'NODES'));
    // Its position has to be that of a moment at which it had the slots it says.
    return observedNode(node, String(await link.call('INFO')), cluster);
  }, timeoutMs);
}

function fresh(nodes: readonly Asked[], asked: Set<string>): Asked[] {
  return nodes.filter((node) => {
    const address = addressOf(node);
    const isNew = !asked.has(address);
    asked.add(address);
    return isNew;
  });
}

/** Servers a server knows of. */
function known(node: ObservedNode): Asked[] {
  const named = (address: Address): Asked => ({ name: addressOf(address), host: address.host, port: address.port });
  const members = (node.cluster ?? [])
    .filter(({ flags, host, port }) => host !== '' && port > 0 && !flags.some((flag) => ['myself', 'handshake', 'noaddr', 'fail'].includes(flag)));
  return [...node.replicas, ...(node.primary ? [node.primary] : []), ...members].map(named);
}
