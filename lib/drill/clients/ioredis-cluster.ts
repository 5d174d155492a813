import { Cluster, Command, type Redis, type RedisOptions } from 'ioredis';

import { now } from '../clock';
import type { DrillTarget } from '../target';
import { COMMAND_TIMEOUT_MS, refusal, RETRY_MS, WRONG_NODE, type ClientEvents, type DrillClient, type WriteEnded } from './drill-client';
import { otherPort } from './announced-port';
import { access, IMPATIENT } from './ioredis-options';

/** A client of a Cluster that finds new primaries quickly. */
export function clusterClient(target: DrillTarget, options: RedisOptions = {}): Cluster {
  const natMap = otherPort(target);
  const cluster = new Cluster(target.dataHosts.map((host) => ({ host, port: target.redisPort })), {
    clusterRetryStrategy: () => RETRY_MS,
    // Without it a node that restarts is only found again by the next refresh of the slots.
    clusterNodeRetryStrategy: () => RETRY_MS,
    enableOfflineQueue: false,
    // A failed write is the writer's business; the slots are asked for again by `IoredisCluster`.
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    slotsRefreshTimeout: COMMAND_TIMEOUT_MS / 2,
    // A refresh that is under way when the client is closed would begin the next one, for ever. `IoredisCluster` refreshes
    // on failures, and a redirection refreshes as well.
    slotsRefreshInterval: 0,
    ...(natMap === undefined ? {} : { natMap: (address: string) => natMap(address) ?? null }),
    redisOptions: {
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      connectTimeout: COMMAND_TIMEOUT_MS,
      commandTimeout: COMMAND_TIMEOUT_MS,
      maxLoadingRetryTime: IMPATIENT.maxLoadingRetryTime,
      disableClientInfo: true,
      protocol: 2,
      ...access(target),
      ...options,
    },
  });
  cluster.on('+node', guardInternals);
  return cluster;
}

/**
 * What the client sends by itself, such as ASKING before a redirected command, is awaited by nobody: with a command timeout
 * an answer that is late ends the whole process.
 */
function guardInternals(node: Redis): void {
  const send = node.sendCommand.bind(node);
  node.sendCommand = (command, stream) => {
    if (command.name === 'asking' || command.name === 'readonly' || command.name === 'readwrite') {
      command.promise.catch(() => undefined);
    }
    return send(command, stream);
  };
}

/** Writes through a Cluster client of ioredis and knows which node each write went to. */
export class IoredisCluster implements DrillClient {
  public readonly host = '';
  private readonly sentTo = new WeakMap<object, string>();
  private refreshedAt = 0;

  constructor(private readonly cluster: Cluster, private readonly events: ClientEvents) {
    cluster.on('+node', (node: Redis) => this.watch(node));
    cluster.on('error', () => undefined);
    cluster.on('node error', () => undefined);
  }

  public get connected(): boolean {
    return this.cluster.status === 'ready';
  }

  public write(key: string, value: string, ended: WriteEnded): void {
    const command = new Command('set', [key, value], { replyEncoding: 'utf8' });
    (this.cluster.sendCommand(command) as Promise<unknown>).then(
      () => ended(undefined, this.sentTo.get(command) ?? ''),
      (failure: Error) => {
        const host = this.sentTo.get(command) ?? '';
        ended(failure, host);
        if (WRONG_NODE.test(failure.message) && host !== '') {
          this.events.onRefused(host, refusal(failure.message));
        }
        this.refresh();
      },
    );
  }

  /** Every node has a connection of its own; corking them all would cost more than it saves. */
  public batch(send: () => void): void {
    send();
  }

  public moveOn(): void {
    this.refresh();
  }

  public close(): void {
    this.cluster.disconnect();
  }

  /** Failures are told by the hundred; asking for the slots once per retry interval is enough. */
  private refresh(): void {
    if (now() - this.refreshedAt >= RETRY_MS && this.connected) {
      this.refreshedAt = now();
      this.cluster.refreshSlotsCache(() => undefined);
    }
  }

  /** The client tells nobody where it sent a command: the connections do. The last one a command went to answered it. */
  private watch(node: Redis): void {
    const { host } = node.options;
    const send = node.sendCommand.bind(node);
    node.sendCommand = (command, stream) => {
      this.sentTo.set(command, host ?? '');
      return send(command, stream);
    };
  }
}
