import { TopologyKind } from '../../model';
import { until } from '../clock';
import { dataNodes, type ScenarioContext } from './scenario';

/** How long somebody who gives the order goes on asking, as a person would: agents may only just be starting. */
const INSIST_MS = 30_000;

/**
 * In a replication topology nobody takes over until somebody says so: gives the order that `redis-ha failover` gives.
 * Recovery counts from the order that was taken: one that comes while agents still hold a silent primary for alive is refused,
 * and said again. Elsewhere nothing is done.
 *
 * @param gone nodes that cannot be asked
 */
export async function orderFailover(context: ScenarioContext, gone: string[]): Promise<void> {
  const { lab, plan, random } = context;
  if (plan.topology.kind !== TopologyKind.REPLICATION) {
    return;
  }
  let said = '';
  const done = await until(async () => {
    context.recoveryStartsNow();
    const asked = random.pick(dataNodes(lab).filter((node) => node.running && !gone.includes(node.name)));
    const answer = await lab.command(asked.name, 'failover').catch((failure: Error) => ({ ok: false, detail: failure.message }));
    const detail = `${asked.name}: ${answer.detail}`;
    if (!answer.ok && detail !== said) {
      context.note(`failover refused, ${detail}`);
    }
    said = detail;
    return answer.ok;
  }, INSIST_MS, 500);
  if (done) {
    context.note(`failover ordered, ${said}`);
  } else {
    context.violation(`the failover that was ordered did not happen, ${said}`);
  }
}

export function failsOverByOrder({ plan }: ScenarioContext): boolean {
  return plan.topology.kind === TopologyKind.REPLICATION;
}
