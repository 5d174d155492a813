import type { Lab } from '../../lab/lab';
import { TopologyKind } from '../../model';
import type { DeploymentPlan } from '../../plan';
import { until } from '../clock';
import { plannedMove } from './expectations';
import { dataNodes, primariesOf, type Scenario, type ScenarioContext } from './scenario';

const SETTLES_MS = 30_000;

/** Failovers drift primaries together; told so, the agents spread them again, and nobody notices (rule R12). */
export const driftAndBalance: Scenario = {
  name: 'drift-and-balance',
  summary: 'primaries are moved into one failure domain (Sentinel: out of the preferred one), then balanced; nothing may be lost',
  from: 'formed',
  rto: 'longest-gap',
  topologies: [TopologyKind.CLUSTER, TopologyKind.SENTINEL],
  unsuitable: whyNot,
  expectation: plannedMove,
  async run(context) {
    const { lab } = context;
    if (!await drift(context)) {
      context.violation('the primaries could not be moved together, so there is nothing to balance');
      return;
    }
    await lab.healthy(SETTLES_MS);
    const before = await primariesOf(lab);
    context.note(`drifted: ${where(lab, before)}`);
    await context.fault('balance now', undefined, async () => {
      let said = '';
      const done = await until(async () => {
        const answer = await lab.command(dataNodes(lab)[0]!.name, 'balance', 'now');
        said = answer.detail;
        return answer.ok && wrong(lab, await primariesOf(lab)) === '';
      }, SETTLES_MS, 500);
      if (!done) {
        context.violation(`not balanced: ${wrong(lab, await primariesOf(lab))}; the agents say: ${said}`);
      }
    });
    context.recovered(`balanced: ${where(lab, await primariesOf(lab))}`);
    await context.writesResume();
  },
};

function whyNot(plan: DeploymentPlan): string | undefined {
  if (plan.topology.replicas === 0) {
    return 'without replicas no primary can move';
  }
  return plan.topology.kind === TopologyKind.SENTINEL && plan.balance.preferredDomain === undefined
    ? 'it declares no preferred domain (balance.preferredDomain)' : undefined;
}

/** What is out of balance; empty when nothing is. */
function wrong(lab: Lab, primaries: string[]): string {
  const { topology, balance, failureDomains } = lab.plan;
  const inDomain = (domain: string): string[] => primaries.filter((name) => lab.node(name).failureDomain === domain);
  if (topology.kind === TopologyKind.SENTINEL) {
    return inDomain(balance.preferredDomain!).length === 1 ? '' : `${primaries.join(', ')} is outside ${balance.preferredDomain}`;
  }
  const heavy = failureDomains.find((domain) => inDomain(domain).length * 2 > topology.shards);
  return heavy === undefined ? '' : `${heavy} holds a majority of the primaries: ${inDomain(heavy).join(', ')}`;
}

/** Hands over, as failovers would have, until something is out of balance. */
async function drift(context: ScenarioContext): Promise<boolean> {
  const { lab, plan, random } = context;
  const domains = random.shuffle(plan.failureDomains.filter((domain) => domain !== plan.balance.preferredDomain));
  for (const domain of domains) {
    for (const node of random.shuffle(dataNodes(lab).filter((candidate) => candidate.failureDomain === domain))) {
      const primaries = await primariesOf(lab);
      if (wrong(lab, primaries) !== '') {
        return true;
      }
      const holder = primaries.find((name) => lab.node(name).shard === node.shard);
      if (holder === undefined || holder === node.name) {
        continue;
      }
      const moved = await lab.command(holder, 'handover', node.name);
      context.note(`${holder} to ${node.name}: ${moved.detail}`, node.name);
      await lab.healthy(SETTLES_MS);
    }
  }
  return wrong(lab, await primariesOf(lab)) !== '';
}

function where(lab: Lab, primaries: string[]): string {
  return primaries.map((name) => `${name} in ${lab.node(name).failureDomain}`).join(', ');
}
