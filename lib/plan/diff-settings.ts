import type { Settings } from '../model';
import { balanceText } from './balance';
import type { DeploymentPlan, PlanTls } from './deployment-plan';
import { isUsed } from './setting-use';

/** One value that differs, and how it reaches what runs. */
export interface SettingChange {
  readonly field: string;
  readonly from: string;
  readonly to: string;
  /** `redis`, `sentinel`, `agent`, `supervisor`, `users`. */
  readonly component: string;
  /** `live` or `restart`. */
  readonly how: string;
  /** The command or reason, for people. */
  readonly by: string;
}

interface Application {
  readonly component: string;
  readonly how: string;
  readonly by: string;
}

const live = (component: string, by: string): Application => ({ component, how: 'live', by });
const config = (name: string): Application => live('redis', `CONFIG SET ${name}`);
const sentinel = (name: string): Application => live('sentinel', `SENTINEL SET ${name}`);
const agent = live('agent', 'the agent reads the new plan');
const supervisor = (unit: string): Application => live('supervisor', `the service unit's ${unit}, without a restart`);

/** How each setting is applied; checked against a running Redis 7.0 by the tests of this file. */
export const SETTING_APPLICATION: Record<keyof Settings, Application> = {
  downAfterSeconds: sentinel('down-after-milliseconds'),
  nodeTimeoutSeconds: config('cluster-node-timeout'),
  failoverTimeoutSeconds: sentinel('failover-timeout'),
  rebootDownAfterSeconds: sentinel('master-reboot-down-after-period'),
  // Sentinel forgets it when it restarts, so the agent sets it again each time (rule R6).
  infoPeriodSeconds: live('sentinel', 'SENTINEL DEBUG INFO-PERIOD, again after each start'),
  minReplicasToWrite: config('min-replicas-to-write'),
  minReplicasMaxLagSeconds: config('min-replicas-max-lag'),
  fenceAfterSeconds: agent,
  startGraceSeconds: agent,
  handoverPauseSeconds: agent,
  handoverTimeoutSeconds: agent,
  shutdownTimeoutSeconds: config('shutdown-timeout'),
  stopTimeoutSeconds: supervisor('stop timeout'),
  restartDelaySeconds: supervisor('restart delay'),
  appendfsync: config('appendfsync'),
  save: config('save'),
  maxMemoryBytes: config('maxmemory'),
  maxMemoryPolicy: config('maxmemory-policy'),
  replBacklogBytes: config('repl-backlog-size'),
  replTimeoutSeconds: config('repl-timeout'),
};

/** Every value outside nodes that differs between two plans, settings first. */
export function settingChanges(before: DeploymentPlan, after: DeploymentPlan): SettingChange[] {
  const changes: SettingChange[] = [];
  const compare = (field: string, from: unknown, to: unknown, application: Application): void => {
    if (JSON.stringify(from) !== JSON.stringify(to)) {
      changes.push({ field, from: shown(from), to: shown(to), ...application });
    }
  };
  for (const key of Object.keys(SETTING_APPLICATION) as (keyof Settings)[]) {
    if (!isUsed(key, after.topology.kind)) {
      continue;
    }
    compare(`settings.${key}`, before.settings[key], after.settings[key], SETTING_APPLICATION[key]);
  }
  compare('topology.quorum', before.topology.quorum, after.topology.quorum, sentinel('quorum'));
  compare('balance', balanceText(before.balance, before.topology.kind), balanceText(after.balance, after.topology.kind), agent);
  const upgrade = `${after.engine.family} packages are upgraded`;
  compare('engine', before.engine.name, after.engine.name, { component: 'redis', how: 'restart', by: upgrade });
  compare('engine', before.engine.name, after.engine.name, { component: 'sentinel', how: 'restart', by: upgrade });
  compare('transport', before.transport, after.transport, live('redis', 'CONFIG SET port, tls-port and tls-replication, in step with the others'));
  compare('transport', before.transport, after.transport, { component: 'sentinel', how: 'restart', by: 'its agent restarts it' });
  if (before.transport === after.transport) {
    compare('ports.redis', before.ports.redis, after.ports.redis, { component: 'redis', how: 'restart', by: 'the address changes' });
    compare('ports.sentinel', before.ports.sentinel, after.ports.sentinel, { component: 'sentinel', how: 'restart', by: 'the address changes' });
  }
  compare('tls', before.tls && certificate(before.tls), after.tls && certificate(after.tls), agent);
  regionChanges(before, after, compare);
  compare('ports.agent', before.ports.agent, after.ports.agent, { component: 'agent', how: 'restart', by: 'the address changes' });
  for (const user of after.users) {
    const old = before.users.find((candidate) => candidate.name === user.name);
    compare(`users.${user.name}`, old && rules(old), rules(user), live('users', 'ACL LOAD'));
  }
  for (const user of before.users.filter((old) => !after.users.some((candidate) => candidate.name === old.name))) {
    compare(`users.${user.name}`, rules(user), undefined, live('users', 'ACL LOAD'));
  }
  return changes;
}

/** What agents are told of the other region; where its nodes are is among the steps. */
function regionChanges(
  { regionChange: before }: DeploymentPlan, { regionChange: after }: DeploymentPlan,
  compare: (field: string, from: unknown, to: unknown, application: Application) => void,
): void {
  compare('replicaRegion.strategy', before?.strategy, after?.strategy, agent);
  if (before && after) {
    compare('replicaRegion.leaseSeconds', before.leaseSeconds, after.leaseSeconds, agent);
    compare('replicaRegion.whenUnsure', before.whenUnsure, after.whenUnsure, agent);
  }
}

function certificate({ serverName, clientCertificates }: PlanTls): string {
  return `certificates of "${serverName}", clients' ${clientCertificates}`;
}

function rules(user: { redisRules: string[]; sentinelRules: string[] }): string[][] {
  return [user.redisRules, user.sentinelRules];
}

function shown(value: unknown): string {
  if (Array.isArray(value)) {
    return value.map((item) => (Array.isArray(item) ? item.join(' ') : String(item))).join(value.some(Array.isArray) ? ' / ' : ', ');
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) : 'nothing';
}
