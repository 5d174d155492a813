import { Engine } from '../model';
import { isFirstPrimary, NodeRole, type DeploymentPlan, type PlanNode } from '../plan';
import { redisCommand, sentinelCommand } from './commands';
import { OPEN_FILES } from './kernel';
import { layoutOf } from './layout';
import type { NodeConfig } from './node-config';
import { seededCommand } from './seed-command';
import { SANDBOX, sections, type UnitSection } from './systemd-unit';

/** What a rendered unit refers to besides plan and node. */
export interface SystemdOptions {
  /** System user of Redis, Sentinel and the agent. */
  readonly user: string;
  /** Node.js. */
  readonly nodeBinary: string;
  readonly agentFile: string;
  /** Path of `node.json`. */
  readonly configFile: string;
  /** Folder of the engine's programs. @default /usr/bin */
  readonly binDir?: string;
  /** Program that seeds a node with the backup its deployment begins with. @default - the deployment begins empty */
  readonly seedFile?: string;
}

export const UNITS = {
  redis: 'redis-ha-redis.service',
  sentinel: 'redis-ha-sentinel.service',
  sentinelPath: 'redis-ha-sentinel.path',
  agent: 'redis-ha-agent.service',
  caretaker: 'redis-ha-caretaker.service',
} as const;

/**
 * The units of one node, file name to text. Redis always starts as nobody's replica
 * (rule R1); Sentinel starts once the agent knows a majority's view and has written
 * its file (R10); the agent stops first at shutdown, while Redis still serves, and
 * hands over (R9).
 */
export function systemdUnits(plan: DeploymentPlan, config: NodeConfig, options: SystemdOptions): Record<string, string> {
  const node = planNode(plan, config);
  const title = `${plan.name}/${node.name}`;
  const agent = (verb: string): string => `${options.nodeBinary} ${options.agentFile} ${verb} --config ${options.configFile}`;
  const program = ([binary, ...rest]: string[]): string[] => [`${options.binDir ?? '/usr/bin'}/${binary}`, ...rest];
  const seed = options.seedFile !== undefined && isFirstPrimary(plan, node)
    ? [options.nodeBinary, options.seedFile, '--config', options.configFile] : undefined;
  const stop = plan.settings.stopTimeoutSeconds;
  const server = (what: string, command: string[], restartSeconds: number, dirs: string[]): UnitSection[] => [
    ['Unit', base(`${what} of ${title}`, config, ['network-online.target'])],
    ['Service', [
      ['Type', 'exec'],
      ['ExecStartPre', agent('prepare')],
      ['ExecStart', execStart(command)],
      ['Restart', 'always'],
      ['RestartSec', `${Math.round(restartSeconds * 1000)}ms`],
      ['TimeoutStartSec', '300'],
      ['TimeoutStopSec', String(stop)],
      ['LimitNOFILE', String(OPEN_FILES)],
      ['OOMScoreAdjust', '-500'],
      ...sandbox(options.user, config, dirs),
    ]],
  ];
  const units: Record<string, string> = {};
  if (node.roles.includes(NodeRole.DATA)) {
    const command = program(redisCommand(plan, config));
    units[UNITS.redis] = sections([
      ...server(`${Engine.of(plan.engine.name).family} data server`, seed ? seededCommand(seed, command) : command,
        plan.settings.restartDelaySeconds, [config.dataDir]),
      ['Install', [['WantedBy', 'multi-user.target']]],
    ]);
  }
  if (node.roles.includes(NodeRole.SENTINEL)) {
    const file = layoutOf(config).sentinelConf;
    const [unit, service] = server('Sentinel', program(sentinelCommand(plan, config)), 1, [config.dataDir]);
    units[UNITS.sentinel] = sections([
      ['Unit', [...unit![1], ['ConditionPathExists', file]]],
      service!,
    ]);
    units[UNITS.sentinelPath] = sections([
      ['Unit', [['Description', `Starts the Sentinel of ${title} once its agent has written its file`]]],
      ['Path', [['PathExists', file], ['Unit', UNITS.sentinel]]],
      ['Install', [['WantedBy', 'multi-user.target']]],
    ]);
  }
  // Ordered after the servers it looks after, so that a shutdown stops it before them and it can still hand over. It does
  // not want them: its own restart would start a Redis that waits out its restart delay.
  const served = Object.keys(units).filter((name) => name.endsWith('.service'));
  units[UNITS.agent] = sections([
    ['Unit', [
      ...base(`Agent of ${title}`, config, ['network-online.target', ...served]),
    ]],
    ['Service', [
      ['Type', 'exec'],
      ['ExecStartPre', agent('prepare')],
      ['ExecStart', agent('run')],
      ['Restart', 'always'],
      ['RestartSec', '1s'],
      ['TimeoutStartSec', '300'],
      ['TimeoutStopSec', String(stop)],
      ['OOMScoreAdjust', '-400'],
      ...sandbox(options.user, config, [config.dataDir]),
    ]],
    ['Install', [['WantedBy', 'multi-user.target']]],
  ]);
  if (config.platform.kind === 'ec2') {
    units[UNITS.caretaker] = sections([
      ['Unit', base(`Pointer, signals and lifecycle of ${title}`, config, ['network-online.target', UNITS.agent])],
      ['Service', [
        ['Type', 'exec'],
        ['ExecStart', agent('caretaker')],
        ['Restart', 'always'],
        ['RestartSec', '5s'],
        // Writes units and restarts the agent, so it is root; it serves no port and reads no key.
        ['NoNewPrivileges', 'yes'],
        ['ProtectHome', 'yes'],
        ['PrivateTmp', 'yes'],
        ['RestrictSUIDSGID', 'yes'],
        ['LockPersonality', 'yes'],
      ]],
      ['Install', [['WantedBy', 'multi-user.target']]],
    ]);
  }
  return units;
}

/** Units to enable, in the order to start them. Sentinel is started by its path unit. */
export function enabledUnits(units: Record<string, string>): string[] {
  return [UNITS.redis, UNITS.sentinelPath, UNITS.agent, UNITS.caretaker].filter((name) => name in units);
}

function planNode(plan: DeploymentPlan, config: NodeConfig): PlanNode {
  const node = plan.nodes.find((candidate) => candidate.name === config.node);
  if (!node) {
    const known = plan.nodes.map((candidate) => candidate.name).join(', ');
    throw new Error(`node: "${config.node}" is not in the plan of ${plan.name}; use one of ${known}`);
  }
  return node;
}

function base(description: string, config: NodeConfig, after: string[]): [string, string][] {
  return [
    ['Description', description],
    ['Wants', 'network-online.target'],
    ['After', after.join(' ')],
    // Without its volume nothing may run: it would begin an empty life on the root disk.
    ['RequiresMountsFor', config.dataDir],
    ['StartLimitIntervalSec', '0'],
  ];
}

function sandbox(user: string, config: NodeConfig, writable: string[]): [string, string][] {
  return [
    ['User', user],
    ['Group', user],
    ['ReadWritePaths', writable.join(' ')],
    ...(config.runDir.startsWith('/run/')
      ? [['RuntimeDirectory', config.runDir.slice('/run/'.length)], ['RuntimeDirectoryMode', '0700'],
        ['RuntimeDirectoryPreserve', 'yes']] as [string, string][]
      : []),
    ...SANDBOX,
  ];
}

/** Words as systemd takes them: what it would read as more than a word is quoted. */
function execStart(command: string[]): string {
  return command.map((word) => (/[\s"'\\$%]/.test(word)
    ? `"${word.replace(/["\\]/g, '\\$&').replaceAll('%', '%%').replaceAll('$', '$$$$')}"` : word)).join(' ');
}
