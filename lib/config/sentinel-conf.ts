import { createHash } from 'node:crypto';
import { UserName } from '../model';
import type { DeploymentPlan } from '../plan';
import { layoutOf } from './layout';
import { networkOf } from './network';
import type { NodeConfig } from './node-config';
import { quoted } from './quoted';
import { sentinelUser } from './sentinel-user';
import { sentinelTransportLines } from './transport-conf';

/** What a Sentinel that starts without a file of its own must know (rule R10). */
export interface SentinelStart {
  /** Name of the node that is primary. */
  readonly primary: string;
  /** `config-epoch` at which a majority names it. */
  readonly configEpoch: number;
  /** Epoch below and at which this Sentinel may no longer vote, since one before it may have. */
  readonly currentEpoch: number;
}

/**
 * Valkey (8.0 and newer) takes Redis' name, too, but writes its own into its file and leaves the
 * other one standing beside it, with a value of former times.
 */
function rebootSetting(plan: DeploymentPlan): string {
  return `${plan.engine.family === 'valkey' ? 'primary' : 'master'}-reboot-down-after-period`;
}

/** Sentinel settings that can be changed on a running Sentinel with SENTINEL SET. */
export function sentinelSettings(plan: DeploymentPlan): Record<string, string> {
  const millis = (seconds: number): string => String(Math.round(seconds * 1000));
  return {
    'down-after-milliseconds': millis(plan.settings.downAfterSeconds),
    'failover-timeout': millis(plan.settings.failoverTimeoutSeconds),
    [rebootSetting(plan)]: millis(plan.settings.rebootDownAfterSeconds),
    'parallel-syncs': '1',
    quorum: String(plan.topology.quorum),
  };
}

/** Sentinel pings no more often than this by itself (SENTINEL_PING_PERIOD). */
const ORDINARY_PING_MS = 1000;

/**
 * What a Sentinel must be told again after each start, as words of SENTINEL DEBUG.
 *
 * A Sentinel pings a newly promoted primary for the first time after min(down-after, ping
 * period) and counts from its promotion, so with a down-after below the ping period it calls
 * every new primary down at once and fails over again. Two thirds leave time for the answer;
 * much less would leave no candidates, which must have answered within five periods.
 *
 * @see https://github.com/redis/redis/blob/7.0.15/src/sentinel.c sentinelSendPeriodicCommands, sentinelSelectSlave
 */
export function sentinelPeriods(plan: DeploymentPlan): string[] {
  const { downAfterSeconds, infoPeriodSeconds } = plan.settings;
  const ping = Math.min(ORDINARY_PING_MS, Math.round((downAfterSeconds * 1000 * 2) / 3));
  return ['INFO-PERIOD', String(Math.round(infoPeriodSeconds * 1000)), 'PING-PERIOD', String(ping)];
}

/**
 * The id of a node's Sentinel: the same for life, so that a Sentinel which lost its
 * volume does not count as a second voter beside its former self.
 */
export function sentinelId(deploymentId: string, node: string): string {
  return createHash('sha1').update(`${deploymentId}/${node}`).digest('hex');
}

/**
 * The password Sentinels log in with. Sentinel rewrites its file without quotes, so some
 * that it takes at first would keep it from ever starting again (tried on 7.0.15).
 *
 * @throws Error for a password Sentinel cannot write down
 */
export function sentinelPassword(secrets: Record<string, string>): string {
  const password = secrets[UserName.SENTINEL];
  if (!password || /[\s"'\0]/.test(password)) {
    throw new Error(`the password of user "${UserName.SENTINEL}" ${password ? 'has a space or a quote' : 'is empty'}: `
      + 'Sentinel writes it into its file as it is and could not read it back; use letters, digits and other punctuation');
  }
  return password;
}

/** Renders the first sentinel.conf of a node; Sentinel rewrites it from then on. Holds passwords. */
export function renderSentinelConf(
  plan: DeploymentPlan, config: NodeConfig, addresses: Record<string, string>, secrets: Record<string, string>,
  deploymentId: string, start: SentinelStart,
): string {
  const announced = addresses[config.node]!;
  const { bind, source } = networkOf(config, announced);
  const layout = layoutOf(config);
  const name = plan.topology.masterName;
  const [user, password] = [sentinelUser(plan), quoted(sentinelPassword(secrets))];
  const { quorum, ...perMaster } = sentinelSettings(plan);
  return `${[
    `bind ${bind}`,
    ...(source === undefined ? [] : [`bind-source-addr ${source}`]),
    ...sentinelTransportLines(plan, config).map(([key, value]) => `${key} ${value}`),
    'protected-mode no',
    'daemonize no',
    `dir ${quoted(layout.sentinelDir)}`,
    `aclfile ${quoted(layout.sentinelAcl)}`,
    `sentinel myid ${sentinelId(deploymentId, config.node)}`,
    `sentinel announce-ip ${announced}`,
    `sentinel announce-port ${plan.ports.sentinel}`,
    'sentinel deny-scripts-reconfig yes',
    `sentinel sentinel-user ${user}`,
    `sentinel sentinel-pass ${password}`,
    `sentinel monitor ${name} ${addresses[start.primary]!} ${plan.ports.redis} ${quorum}`,
    `sentinel auth-user ${name} ${user}`,
    `sentinel auth-pass ${name} ${password}`,
    ...Object.entries(perMaster).map(([key, value]) => `sentinel ${key} ${name} ${value}`),
    `sentinel config-epoch ${name} ${start.configEpoch}`,
    `sentinel leader-epoch ${name} ${start.currentEpoch}`,
    `sentinel current-epoch ${start.currentEpoch}`,
  ].join('\n')}\n`;
}
