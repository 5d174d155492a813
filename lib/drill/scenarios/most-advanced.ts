import type { Lab, LabNode } from '../../lab/lab';
import { askNode } from './ask-node';

/** Replica with the highest replication offset; the first one when none answers. */
export async function mostAdvanced(lab: Lab, replicas: LabNode[]): Promise<string> {
  const offsets = await Promise.all(replicas.map((node) => offsetOf(lab, node)));
  const best = offsets.indexOf(Math.max(...offsets));
  return replicas[best]!.name;
}

/** How much of the replication stream a node has, in bytes; -1 when it does not answer. */
export async function offsetOf(lab: Lab, node: LabNode): Promise<number> {
  const info = await askNode(lab, node, (client) => client.info('replication')).catch(() => '');
  return Number(/(?:slave|replica)_repl_offset:(\d+)/.exec(info)?.[1] ?? /master_repl_offset:(\d+)/.exec(info)?.[1] ?? -1);
}
