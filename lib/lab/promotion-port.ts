import { agentKey } from '../agent/authenticity';
import { agentsPort } from '../agent/promotion';
import { UserName } from '../model';
import { HttpWitness } from '../region';
import type { PromotionPort } from '../region/promotion';
import type { Lab } from './lab';

/** The world of a promotion in a lab: its agents, its witness, and its nodes that do not run yet. */
export function labPromotionPort(lab: Lab, witnessUrl: string): PromotionPort {
  return agentsPort({
    plan: lab.plan,
    addresses: lab.bindings.addresses,
    key: agentKey(lab.secret(UserName.AGENT)),
    witness: new HttpWitness({ url: witnessUrl, deployment: lab.plan.name }),
    start: async (nodes) => { await Promise.all(nodes.map((name) => lab.node(name).start())); },
  });
}
