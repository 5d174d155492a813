import type { DeploymentPlan } from '../../lib/plan';
import { getJson } from '../../lib/redis';
import { ExitCode } from './exit-code';
import { labDirectory, openLab, runningLab } from './lab-state';
import { json, print } from './output';
import { table } from './table';

interface NodeStatus {
  readonly name: string;
  readonly failureDomain: string;
  readonly address: string;
  readonly ready: boolean;
  readonly role: string;
  readonly phase: string;
  readonly reason: string;
}

/** What `/ready` of an agent holds, as far as it is shown. */
interface AgentAnswer {
  readonly role?: string;
  readonly phase?: string;
  readonly reason?: string;
}

const TIMEOUT_MS = 1500;

/** Asks every node's agent whether it is ready. */
export async function labStatus(plan: DeploymentPlan, given: string | undefined, asJson: boolean): Promise<ExitCode> {
  const directory = labDirectory(plan, given);
  const running = runningLab(directory);
  if (!running || running.state !== 'up') {
    const state = running?.state ?? 'down';
    print(asJson ? json({ deployment: plan.name, state, directory, nodes: [] }) : `the lab of ${plan.name} is ${state}`);
    return ExitCode.NEGATIVE;
  }
  const lab = openLab(plan, given);
  const nodes = await Promise.all(lab.plan.nodes.map(async (node): Promise<NodeStatus> => {
    const address = lab.bindings.addresses[node.name]!;
    const answer = await getJson<AgentAnswer>(address, lab.plan.ports.agent, '/ready', TIMEOUT_MS);
    const { role = 'unknown', phase = answer ? 'unknown' : 'unreachable', reason = '' } = answer?.body ?? {};
    return { name: node.name, failureDomain: node.failureDomain, address, ready: answer?.status === 200, role, phase, reason };
  }));
  print(asJson ? json({ deployment: plan.name, state: 'up', directory, ports: lab.plan.ports, nodes }) : [
    `the lab of ${plan.name} is up; Redis :${lab.plan.ports.redis}, Sentinel :${lab.plan.ports.sentinel}, agent :${lab.plan.ports.agent}`,
    `data, logs and secrets are in ${directory}`,
    '',
    table([
      ['NODE', 'FAILURE DOMAIN', 'ADDRESS', 'ROLE', 'READY', 'STATE'],
      ...nodes.map((node) => [node.name, node.failureDomain, node.address, node.role, node.ready ? 'yes' : 'no',
        node.reason ? `${node.phase}: ${node.reason}` : node.phase]),
    ]),
  ].join('\n'));
  return nodes.every((node) => node.ready) ? ExitCode.OK : ExitCode.NEGATIVE;
}
