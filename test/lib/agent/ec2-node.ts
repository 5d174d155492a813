import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { System } from '../../../lib/agent/install-system';
import { EC2_PATHS, type Ec2Pointer, type NodeConfig } from '../../../lib/config';
import { Engine, RegionStrategy, Topology, type ReplicaRegionSpec } from '../../../lib/model';
import { canonicalJson, plan, type DeploymentPlan } from '../../../lib/plan';
import { FakeAws } from './platform/fake-aws';

/** Another region, warm. */
export const ANOTHER: ReplicaRegionSpec = {
  strategy: RegionStrategy.WARM, failureDomains: 3, objectives: { rpoSeconds: 60, rtoSeconds: 900 },
};

export function aPlan(maxMemoryBytes?: number, replicaRegion?: ReplicaRegionSpec): DeploymentPlan {
  return plan({
    name: 'orders', engine: Engine.REDIS_8_0, topology: Topology.sentinel(), objectives: { rpoSeconds: 5, rtoSeconds: 10 },
    failureDomains: 3, overrides: { maxMemoryBytes }, replicaRegion,
  });
}

/** A machine in memory. */
export class FakeSystem implements System {
  public readonly files = new Map<string, string>();
  public readonly ran: string[] = [];
  /** systemd's word for the agent's state; starting anything starts it. */
  public agentState = 'inactive';
  /** Size of the data volume in bytes. */
  public volumeBytes = 20 * 2 ** 30;
  /** Called before a step is taken, which it may keep from happening by throwing. */
  public before: (step: string) => void = () => undefined;

  public async run(program: string, args: string[]): Promise<string> {
    const command = [program, ...args].join(' ');
    if (command.startsWith('systemctl show')) {
      return `${this.agentState}\n`;
    }
    this.before(command);
    if (program === 'findmnt') {
      return '/dev/nvme1n1\n';
    }
    if (program === 'blockdev') {
      return `${this.volumeBytes}\n`;
    }
    this.ran.push(command);
    if (command.startsWith('systemctl start')) {
      this.agentState = 'active';
    }
    return '';
  }

  public async read(file: string): Promise<string | undefined> {
    return this.files.get(file);
  }

  public async write(file: string, text: string): Promise<void> {
    this.before(`write ${file}`);
    this.files.set(file, text);
  }

  public async remove(file: string): Promise<void> {
    this.before(`remove ${file}`);
    this.files.delete(file);
  }
}

export function aNodeConfig(node = 'node-1', inStack = true): NodeConfig {
  return {
    node, planFile: EC2_PATHS.plan, bindingsFile: EC2_PATHS.bindings, dataDir: EC2_PATHS.data, runDir: EC2_PATHS.run,
    platform: {
      kind: 'ec2', region: 'eu-central-1', secretIds: {}, coordinationTable: 'table', pointerParameter: 'pointer',
      ...(inStack ? { stackName: 'stack', signalResource: 'Group' } : {}), lifecycleHook: 'hook',
    },
  };
}

/** Publishes plan and agent as a deployment does, and lets the fake answer for them. */
export function publish(aws: FakeAws, next: DeploymentPlan, agent = 'agent 1', more: Partial<Ec2Pointer> = {}, seed?: string): Ec2Pointer {
  const objects: Record<string, string> = { 'plan.json': canonicalJson(next), 'agent.js': agent, ...(seed === undefined ? {} : { 'seed.js': seed }) };
  const pointed = (key: string): Ec2Pointer['plan'] =>
    ({ bucket: 'bucket', key, sha256: createHash('sha256').update(objects[key]!).digest('hex') });
  const pointer: Ec2Pointer = {
    schemaVersion: 1,
    plan: pointed('plan.json'),
    agent: pointed('agent.js'),
    bindings: { schemaVersion: 1, deployment: 'orders', addresses: { 'node-1': '10.0.0.1', 'node-2': '10.0.1.1', 'node-3': '10.0.2.1' } },
    secretIds: { app: 'arn:app', agent: 'arn:agent' },
    acceptNewVolumes: [],
    signalAt: 'ready',
    replacementLockSeconds: 900,
    ...(seed === undefined ? {} : { seed: pointed('seed.js') }),
    ...more,
  };
  aws.answers.set('ssm get-parameter', () => ({ Parameter: { Value: JSON.stringify(pointer) } }));
  aws.answers.set('s3api get-object', ({ key, last }) => writeFileSync(last!, objects[key!]!));
  return pointer;
}
