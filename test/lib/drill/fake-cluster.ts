import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Redis } from 'ioredis';

import { until } from '../../../lib/drill/clock';
import type { DrillTarget } from '../../../lib/drill/target';
import { TopologyKind } from '../../../lib/model';
import { endsWithTest } from '../../ends-with-test';

const PORT = 6379;

/** Three primaries without replicas and without agents: enough to see where clients write. */
export class FakeCluster {
  public static async start(): Promise<FakeCluster> {
    const net = `127.${190 + Math.floor(Math.random() * 40)}.${Math.floor(Math.random() * 250)}`;
    const cluster = new FakeCluster([1, 2, 3].map((host) => `${net}.${host}`));
    try {
      await cluster.form();
    } catch (failure) {
      await cluster.down();
      throw failure;
    }
    return cluster;
  }

  private readonly directory = mkdtempSync(join(tmpdir(), 'drill-cluster-'));
  private readonly children: ChildProcess[];

  private constructor(public readonly hosts: string[]) {
    this.children = hosts.map((host, at) => spawn(...endsWithTest('redis-server', [
      '--bind', host, '--port', String(PORT), '--cluster-enabled', 'yes', '--cluster-config-file', `nodes-${at}.conf`,
      // Nodes learn each other's addresses from connections.
      '--bind-source-addr', host, '--cluster-announce-ip', host,
      '--dir', this.directory, '--save', '', '--protected-mode', 'no',
    ]), { stdio: 'ignore' }));
  }

  public get target(): DrillTarget {
    return {
      kind: TopologyKind.CLUSTER, masterName: 'fake', sentinels: [], dataHosts: this.hosts, redisPort: PORT,
      nodeOf: Object.fromEntries(this.hosts.map((host, at) => [host, `shard-${at + 1}-1`])),
      shardOf: Object.fromEntries(this.hosts.map((_, at) => [`shard-${at + 1}-1`, at + 1])),
      find: () => Promise.reject(new Error('a Cluster has several primaries')),
    };
  }

  public async down(): Promise<void> {
    await Promise.all(this.children.map((child) => new Promise((resolve) => {
      child.once('exit', resolve);
      child.kill('SIGKILL');
    })));
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Keys on each node, in the order of `hosts`. */
  public keys(): Promise<number[]> {
    return Promise.all(this.hosts.map((host) => this.ask(host, (client) => client.dbsize())));
  }

  private async form(): Promise<void> {
    const share = Math.ceil(16384 / this.hosts.length);
    for (const [at, host] of this.hosts.entries()) {
      const last = Math.min(16383, (at + 1) * share - 1);
      await until(() => this.ask(host, (client) => client.call('CLUSTER', 'ADDSLOTSRANGE', at * share, last)).then(() => true, () => false), 5000);
      await this.ask(host, (client) => client.call('CLUSTER', 'MEET', this.hosts[0]!, PORT));
    }
    const formed = async (): Promise<boolean> => (await Promise.all(this.hosts.map((host) =>
      this.ask(host, (client) => client.call('CLUSTER', 'INFO'))))).every((info) => /cluster_state:ok/.test(String(info)));
    if (!await until(formed, 20_000)) {
      throw new Error('the Cluster did not form');
    }
  }

  private async ask<T>(host: string, question: (client: Redis) => Promise<T>): Promise<T> {
    const client = new Redis({ host, port: PORT, lazyConnect: true, retryStrategy: null, disableClientInfo: true, protocol: 2 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await question(client);
    } finally {
      client.disconnect();
    }
  }
}
