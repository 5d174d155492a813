import { setTimeout as sleep } from 'node:timers/promises';
import type { DeploymentPlan } from '../../plan';
import { getJson } from '../../redis';
import { patient, recordText, type Witness } from '../../region';
import type { NodeReport, PromotionPort } from '../../region/promotion';
import { askPeer, command, type AgentAddress } from '../client';
import { reportOf } from './node-report';

export interface AgentsPortParts extends Pick<PromotionPort, 'start' | 'moveNames'> {
  readonly plan: DeploymentPlan;
  /** Node to address; one that has none does not answer. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Of `agentKey`. */
  readonly key: Buffer;
  readonly witness: Witness;
}

/** Longest wait for an agent to take note of a record, in milliseconds: it writes it to its disk first. */
const TELL_MS = 5000;
const PRIMARY_MS = 1000;

/** The world of a promotion as agents tell it: signed answers, signed orders. */
export function agentsPort({ plan, addresses, key, witness, start, moveNames }: AgentsPortParts): PromotionPort {
  const known = (nodes: readonly string[]): string[] => nodes.filter((name) => addresses[name]);
  const agentOf = (name: string): AgentAddress => ({ name, host: addresses[name]!, port: plan.ports.agent });
  return {
    plan, witness: patient(witness),
    ...(start ? { start } : {}),
    ...(moveNames ? { moveNames } : {}),
    look: async (nodes) => Object.fromEntries((await Promise.all(known(nodes).map(async (name): Promise<[string, NodeReport][]> =>
      askPeer(agentOf(name), key).then((state) => [[name, reportOf(state)]], () => [])))).flat()),
    tell: async (record, nodes) => (await Promise.all(known(nodes).map((name) => Promise.race([
      command(agentOf(name), key, 'region-record', recordText(record)).then(({ ok }) => (ok ? [name] : []), () => []),
      sleep(TELL_MS, [] as string[], { ref: false }),
    ])))).flat(),
    takesWrites: async (name) => addresses[name] !== undefined
      && (await getJson(addresses[name], plan.ports.agent, '/primary', PRIMARY_MS))?.status === 200,
    monotonic: () => performance.now(),
    sleep: async (milliseconds) => { await sleep(milliseconds); },
    timeOfDay: () => new Date().toISOString(),
  };
}
