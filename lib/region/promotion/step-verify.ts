import { dataSetsOf } from './data-sets';
import { PromotionRefused } from './refused';
import type { RegionRecord } from '../record';
import type { Run } from './run';

/** Waits until the new region serves, and then, as long, for its replicas; replicas that are late are a warning only. */
export async function verify(run: Run): Promise<string> {
  const { record, newNodes } = await active(run);
  const seconds = run.options.verifySeconds ?? (run.plan.regionChange!.promise.parts.copy ?? 0) + 120;
  const sets = dataSetsOf(newNodes);
  let without: string[] = [];
  run.serves = await run.until(seconds, async () => {
    const [serving] = await Promise.all([
      Promise.all(Object.values(sets).map((nodes) => anyServes(run, nodes))),
      run.port.tell(record, newNodes.map(({ name }) => name)),
    ]);
    without = Object.keys(sets).filter((_, index) => !serving[index]);
    return without.length === 0;
  });
  if (!run.serves) {
    throw new PromotionRefused('does-not-serve', `${run.target} is active, but after ${seconds} s nobody takes writes for data set ${without.join(', ')}`,
      'look at `redis-ha doctor` and the logs of its agents; repeating the command goes on from here');
  }
  run.servesAt = run.port.monotonic();
  let apart: string[] = [];
  await run.until(seconds, async () => {
    const reports = await run.port.look(newNodes.map(({ name }) => name));
    apart = Object.values(sets).flat().filter((name) => reports[name]?.role !== 'primary' && !reports[name]?.linkUp);
    return apart.length === 0;
  });
  if (apart.length > 0) {
    run.warnings.push(`${apart.join(', ')} of ${run.target} follow nobody yet: the loss of a node there is not safe`);
  }
  return `${run.target} takes writes; ${Object.values(sets).flat().length - apart.length} of ${Object.values(sets).flat().length} data nodes are in place`;
}

/** @throws PromotionRefused unless the target is in charge */
export async function active(run: Run): Promise<{ record: RegionRecord; newNodes: Awaited<ReturnType<Run['facts']>>['newNodes'] }> {
  const { record, newNodes } = await run.facts();
  if (record.active !== run.target || record.moving) {
    throw new PromotionRefused('not-active', `${run.target} is not in charge: by record ${record.epoch} ${record.active} is`
      + (record.moving ? `, moving to ${record.moving.to}` : ''), 'do the steps before this one');
  }
  return { record, newNodes };
}

async function anyServes(run: Run, nodes: readonly string[]): Promise<boolean> {
  return (await Promise.all(nodes.map((node) => run.port.takesWrites(node)))).some(Boolean);
}
