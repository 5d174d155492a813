import { NodeRole, type PlanNode } from '../../plan';
import type { Facts } from './facts';
import { PromotionRefused } from './refused';
import type { Run } from './run';

/** Starts what does not run. While the old region lives, a copy still to be made would only make the interruption longer. */
export async function start(run: Run): Promise<string> {
  const facts = await run.facts();
  const dormant = facts.newNodes.filter((node) => node.dormant);
  const missing = dormant.filter(({ name }) => facts.reports[name] === undefined).map(({ name }) => name);
  if (missing.length > 0) {
    if (!run.port.start) {
      throw new PromotionRefused('cannot-start', `${missing.join(', ')} of ${run.target} do not run, and nothing here can start them`,
        'start them, then repeat the command');
    }
    await run.port.start(missing);
  }
  const { boot = 0, copy = 0 } = run.plan.regionChange!.promise.parts;
  const seconds = run.options.startSeconds ?? boot + copy + 120;
  let lacking: string[] = [];
  const done = await run.until(seconds, async () => {
    lacking = lackingOf(await run.facts(), dormant);
    return lacking.length === 0;
  });
  if (!done) {
    throw new PromotionRefused('start-too-slow', `within ${seconds} s: ${lacking.join(', ')}`,
      `look at those nodes of ${run.target}, then repeat the command; nothing else was changed`);
  }
  return missing.length === 0 ? 'all nodes run' : `started ${missing.join(', ')}`;
}

function lackingOf({ reports, dataSets, record, target }: Facts, dormant: readonly PlanNode[]): string[] {
  return dormant.flatMap(({ name, roles, shard }) => {
    const report = reports[name];
    if (!report) {
      return [`${name} does not answer`];
    }
    const lives = dataSets.some(({ dataSet, old }) => dataSet === String(shard ?? 1) && old !== undefined);
    const copies = roles.includes(NodeRole.DATA) && lives && record.active !== target && !record.moving;
    return copies && !(report.holdsData && report.linkUp) ? [`${name} has not copied the data`] : [];
  });
}
