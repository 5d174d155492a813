import {
  EC2_PATHS, enabledUnits, hugePagesConf, KERNEL_FILES, sysctlConf, systemdUnits,
  type Ec2PlatformConfig, type Ec2Pointer, type NodeConfig,
} from '../config';
import { Engine } from '../model';
import { canonicalJson, type DeploymentPlan } from '../plan';
import { writeChanged, type System } from './install-system';
import type { AwsCli } from './platform/aws-cli';
import { fetchPointed, readPointer } from './platform/ec2-pointer';

/** What an installation changed. */
export interface Installed {
  readonly pointer: Ec2Pointer;
  readonly plan: DeploymentPlan;
  readonly config: NodeConfig;
  /** Plan, bindings or the node's own configuration: what the agent reads when it starts. */
  readonly configurationChanged: boolean;
  readonly agentChanged: boolean;
}

/** Readable by the engine's user; no secret is in any of them. */
const WORLD_READABLE = 0o644;

/**
 * Makes this machine what the pointer says: plan, bindings, agent, kernel settings and
 * units. May be run again; files that are right are left alone, running units too.
 *
 * @param configFile path of node.json
 */
export async function install(configFile: string, config: NodeConfig, aws: AwsCli, system: System): Promise<Installed> {
  const platform = ec2Of(config);
  const pointer = await readPointer(aws, platform.pointerParameter);
  const planText = await fetchPointed(aws, pointer.plan);
  const plan = JSON.parse(planText) as DeploymentPlan;
  const next: NodeConfig = { ...config, platform: { ...platform, secretIds: pointer.secretIds } };
  // Before any file: a plan that does not know this node must not be half applied.
  const units = systemdUnits(plan, next, {
    user: Engine.of(plan.engine.name).family,
    nodeBinary: EC2_PATHS.node,
    agentFile: EC2_PATHS.agent,
    configFile,
  });

  const configuration = await writeChanged(system, {
    [config.planFile]: planText,
    [config.bindingsFile]: canonicalJson(pointer.bindings),
    [configFile]: canonicalJson(next),
  }, WORLD_READABLE);
  const agent = await writeChanged(system, { [EC2_PATHS.agent]: await fetchPointed(aws, pointer.agent) }, WORLD_READABLE);
  await applyKernelSettings(system);
  await applyUnits(system, units);
  // Last: a machine that stopped half-way does it all again.
  await writeChanged(system, { [EC2_PATHS.pointer]: canonicalJson(pointer) }, WORLD_READABLE);
  return { pointer, plan, config: next, configurationChanged: configuration.length > 0, agentChanged: agent.length > 0 };
}

async function applyKernelSettings(system: System): Promise<void> {
  const changed = await writeChanged(system, {
    [KERNEL_FILES.sysctl]: sysctlConf(),
    [KERNEL_FILES.tmpfiles]: hugePagesConf(),
  }, WORLD_READABLE);
  if (changed.length > 0) {
    await system.run('sysctl', ['--quiet', '--load', KERNEL_FILES.sysctl]);
    await system.run('systemd-tmpfiles', ['--create', KERNEL_FILES.tmpfiles]);
  }
}

async function applyUnits(system: System, units: Record<string, string>): Promise<void> {
  const files = Object.fromEntries(Object.entries(units).map(([name, text]) => [`${EC2_PATHS.units}/${name}`, text]));
  const changed = await writeChanged(system, files, WORLD_READABLE);
  if (changed.length > 0) {
    await system.run('systemctl', ['daemon-reload']);
  }
  const enabled = enabledUnits(units);
  await system.run('systemctl', ['enable', ...enabled]);
  // Starting does not wait: `prepare` may have to wait for passwords, and Redis for its data.
  await system.run('systemctl', ['start', '--no-block', ...enabled]);
}

export function ec2Of(config: NodeConfig): Ec2PlatformConfig {
  if (config.platform.kind !== 'ec2') {
    throw new Error(`platform.kind: got "${config.platform.kind}", but this machine is set up for "ec2"; the lab needs no installation`);
  }
  return config.platform;
}
