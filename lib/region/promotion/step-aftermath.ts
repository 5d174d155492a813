import type { Run } from './run';
import { active } from './step-verify';

/** Leads clients to the new region, or says where they have to go. */
export async function names(run: Run): Promise<string> {
  const { record } = await active(run);
  const primaries = record.primaries ?? {};
  if (run.port.moveNames) {
    return run.port.moveNames({ from: run.from, to: run.target, primaries });
  }
  const leaders = Object.entries(primaries).map(([dataSet, node]) => `data set ${dataSet}: ${node}`).join(', ');
  return `no DNS is configured here: lead clients to ${run.target}${leaders === '' ? '' : ` (${leaders})`}`;
}

/** Tells the old region; what does not hear now finds the record by itself before it does anything else. */
export async function oldRegion(run: Run): Promise<string> {
  const { record } = await active(run);
  const { oldNodes } = await run.facts();
  const told = await run.port.tell(record, oldNodes.map(({ name }) => name));
  const rest = oldNodes.filter((node) => !node.dormant && !told.includes(node.name)).map(({ name }) => name);
  return rest.length === 0 ? `all agents of ${run.from} know record ${record.epoch}`
    : `${told.length} agents of ${run.from} know record ${record.epoch}; ${rest.join(', ')} do not answer and read it from the witness before they do anything`;
}

export async function restore(run: Run): Promise<string> {
  return `${run.from} takes no writes. Deploy ${run.plan.name} in ${run.target} with restoreFrom and the copied backups, then lead clients there; `
    + '`redis-ha region abort` gives the writes back';
}
