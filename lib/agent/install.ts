import {
  EC2_PATHS, enabledUnits, hugePagesConf, KERNEL_FILES, sysctlConf, systemdUnits, UNITS,
  type Ec2PlatformConfig, type Ec2Pointer, type NodeConfig,
} from '../config';
import { Engine } from '../model';
import { canonicalJson, planOf, regionOf, type DeploymentPlan } from '../plan';
import { differing, writeChanged, type System } from './install-system';
import type { AwsCli } from './platform/aws-cli';
import { withHosts } from './platform/ec2-hosts';
import { fetchPointed, readPointer } from './platform/ec2-pointer';

/** What an installation changed. */
export interface Installed {
  readonly pointer: Ec2Pointer;
  readonly plan: DeploymentPlan;
  readonly config: NodeConfig;
  /** Files that changed of those an agent reads when it starts: itself, plan, bindings and the node's configuration. */
  readonly changed: string[];
}

/** Readable by the engine's user; no secret is in any of them. */
const WORLD_READABLE = 0o644;

/**
 * Makes this machine what the pointer says: plan, bindings, agent, kernel settings and
 * units. May be run again; files that are right are left alone, running units too. An
 * agent that runs is left with what it has read; `EC2_PATHS.restartPending` says so until
 * the caretaker has restarted it.
 *
 * @param configFile path of node.json
 */
export async function install(configFile: string, config: NodeConfig, aws: AwsCli, system: System): Promise<Installed> {
  const platform = ec2Of(config);
  const pointer = await pointerNow(platform.pointerParameter, aws, system);
  const planText = await fetchPointed(aws, pointer.plan);
  const plan = JSON.parse(planText) as DeploymentPlan;
  const seed = pointer.seed && await fetchPointed(aws, pointer.seed);
  const { secretIds, certificateSecretId, witness } = pointer;
  const next: NodeConfig = { ...config, witness, platform: { ...platform, secretIds, certificateSecretId } };
  // Before any file: a plan that does not know this node must not be half applied.
  const units = systemdUnits(planOf(plan, regionOf(plan, config.node)), next, {
    user: Engine.of(plan.engine.name).family,
    nodeBinary: EC2_PATHS.node,
    agentFile: EC2_PATHS.agent,
    configFile,
    ...(seed === undefined ? {} : { seedFile: EC2_PATHS.seed }),
  });

  const wanted = {
    [config.planFile]: planText,
    [config.bindingsFile]: canonicalJson(pointer.bindings),
    [configFile]: canonicalJson(next),
    [EC2_PATHS.agent]: await fetchPointed(aws, pointer.agent),
  };
  // Before the first of them: whatever happens from here on, it is known that the agent is older than its files.
  const outdates = (await differing(system, wanted)).length > 0 && await agentRuns(system);
  if (outdates || await system.read(EC2_PATHS.restartPending) !== undefined) {
    await system.write(EC2_PATHS.restartPending, canonicalJson(pointer), WORLD_READABLE);
  }
  const changed = await writeChanged(system, wanted, WORLD_READABLE);
  // No agent reads it, so none has to restart for it.
  await writeChanged(system, seed === undefined ? {} : { [EC2_PATHS.seed]: seed }, WORLD_READABLE);
  await applyKernelSettings(system);
  await applyUnits(system, units);
  // Last: a machine that stopped half-way does it all again.
  await writeChanged(system, { [EC2_PATHS.pointer]: canonicalJson(pointer) }, WORLD_READABLE);
  return { pointer, plan, config: next, changed };
}

/** The pointer as it stands, with addresses for every name in it. */
export async function pointerNow(parameter: string, aws: AwsCli, system: System): Promise<Ec2Pointer> {
  const applied = JSON.parse(await system.read(EC2_PATHS.pointer) ?? 'null') as Ec2Pointer | null;
  return withHosts(await readPointer(aws, parameter), applied?.bindings.addresses ?? {});
}

/** Also true for one that is only preparing: it may have read what is about to change. */
async function agentRuns(system: System): Promise<boolean> {
  const state = await system.run('systemctl', ['show', '--property=ActiveState', '--value', UNITS.agent]);
  return !['inactive', 'failed'].includes(state.trim());
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
