import type { BackupManifest } from '../../backup/manifest';
import { now, until } from '../clock';
import { askNode } from '../scenarios/ask-node';
import { withShards } from '../scenarios/scale';
import { primariesOf, type ScenarioContext } from '../scenarios/scenario';
import { inAll, inWords, restorePromise } from './restore-promise';

/** Beyond what is promised, so that what is late is measured and not cut off. */
const PATIENCE = 3;

/**
 * Brings up a deployment that has nothing in common with the one that was lost, from that backup, and sends the clients there.
 * Measures how long each part took.
 */
export async function restoreInto(
  context: ScenarioContext, backup: BackupManifest, store: string, lostAt: number,
): Promise<void> {
  const shards = context.settings.restoreShards ?? context.plan.topology.shards;
  const plan = shards === context.plan.topology.shards ? context.plan : withShards(context.plan, shards);
  const promised = restorePromise(backup, plan);
  context.promise({
    promisedRtoSeconds: inAll(promised),
    // What was written while it was being taken may be in it or not.
    promisedLossSeconds: Math.ceil(lostAt - Date.parse(backup.createdAt)) / 1000,
  });
  const mark = clock(lostAt);
  const row = (id: string, title: string): void => context.row({ id, title, measured: `${mark().toFixed(2)} s` });
  row('chosen', 'Backup chosen after');
  const patienceMs = PATIENCE * inAll(promised) * 1000;
  await context.during('restore', 'new deployment: download and load', async () => {
    await context.replaceLab(plan, { store, deployment: backup.deployment, backup: backup.id });
    context.note(`new deployment of ${plan.nodes.length} nodes${shards > 1 ? ` in ${shards} shards` : ''} begun from ${backup.id}`);
    await until(() => loaded(context), patienceMs, 50);
  });
  row('loaded', 'Downloaded, checked and loaded');
  const everyShard = async (): Promise<boolean> => (await primariesOf(context.lab)).length === shards;
  await context.during('restore', 'formation', () => until(everyShard, patienceMs, 50));
  row('formed', 'Formed: every shard has a primary');
  if (await context.during('restore', 'first write', () => context.load.acknowledgedSince(lostAt, patienceMs))) {
    row('first-write', 'First write to every shard');
    context.recovered('clients write to the new deployment');
  }
  context.row({ id: 'promise', title: 'What the promise is made of', measured: inWords(promised) });
}

/** @returns seconds since the last call, at first since then */
function clock(from: number): () => number {
  let last = from;
  return () => {
    const at = now();
    const seconds = (at - last) / 1000;
    last = at;
    return seconds;
  };
}

/** The nodes that a deployment begins with have read all their data: one for each shard. */
async function loaded({ lab }: ScenarioContext): Promise<boolean> {
  const { topology: { bootstrapNode, shards } } = lab.plan;
  const leaders = Array.from({ length: shards }, (_, at) => (shards === 1
    ? lab.node(bootstrapNode) : lab.nodes.find((node) => node.shard === at + 1)!));
  const answers = leaders.map((node) => askNode(lab, node, (client) => client.ping()).then(() => true, () => false));
  return (await Promise.all(answers)).every(Boolean);
}
