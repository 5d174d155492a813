import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent } from '../../../../lib/agent/agent';
import { readDeployment } from '../../../../lib/agent/deployment';
import { FilePlatform } from '../../../../lib/agent/platform/file';
import { AddressWatch } from '../../../../lib/agent/pod/address-watch';
import { OwnServer } from '../../../../lib/agent/pod/own-server';
import { PodHost } from '../../../../lib/agent/pod/pod-host';
import { StopFiles } from '../../../../lib/agent/pod/stop-files';
import { prepare, writeRedisConf } from '../../../../lib/agent/prepare';
import { layoutOf, redisCommand, sentinelCommand, type KubernetesPlatformConfig, type NodeConfig } from '../../../../lib/config';
import { LoopbackNetwork } from '../../../../lib/lab/network/loopback';
import { Supervised } from '../../../../lib/lab/supervised';
import type { DeploymentPlan } from '../../../../lib/plan';
import { getJson } from '../../../../lib/redis';
import { SECRETS } from '../../config/real-server';
import { PodFolder } from './pod-folder';
import { ServiceProxies } from './service-proxies';

interface Pod {
  readonly folder: PodFolder;
  readonly host: PodHost;
  readonly serving: Promise<void>;
  readonly processes: Supervised[];
  readonly server: OwnServer;
}

/** The nodes of a plan as pods behind Services, with real servers; their agents are in this process. */
export class Pods {
  public readonly events: string[] = [];
  private readonly pods: Pod[] = [];

  private constructor(
    public readonly plan: DeploymentPlan,
    public readonly hosts: Record<string, string>,
    private readonly services: ServiceProxies,
  ) {}

  public static async open(plan: DeploymentPlan): Promise<Pods> {
    const ports = [plan.ports.redis, plan.ports.sentinel, plan.ports.agent];
    const network = await LoopbackNetwork.open(ports, plan.nodes.length);
    const hosts = Object.fromEntries(plan.nodes.map(({ name }, index) => [name, network.address(index)]));
    const services = new ServiceProxies(hosts, ports);
    const pods = new Pods(plan, hosts, services);
    try {
      await pods.recreate(plan.nodes.map(({ name }) => name), true);
      for (const { name } of plan.nodes) {
        await pods.start(name);
      }
      return pods;
    } catch (failure) {
      await pods.close();
      throw failure;
    }
  }

  /** Gives the Services of these nodes addresses that nobody has had. */
  public async recreate(nodes: string[], cut: boolean): Promise<void> {
    const { redis, sentinel, agent } = this.plan.ports;
    const network = await LoopbackNetwork.open([redis, sentinel, agent], nodes.length);
    nodes.filter((node) => this.services.address(node) !== undefined).forEach((node) => this.services.remove(node, cut));
    for (const [index, node] of nodes.entries()) {
      await this.services.create(node, network.address(index));
    }
  }

  public address(node: string): string {
    return this.services.address(node)!;
  }

  public async ready(): Promise<boolean> {
    const answers = await Promise.all(Object.values(this.hosts).map((host) => getJson(host, this.plan.ports.agent, '/ready', 1000)));
    return answers.every((answer) => answer?.status === 200);
  }

  public async close(): Promise<void> {
    this.pods.forEach(({ host }) => host.terminate());
    await Promise.all(this.pods.flatMap(({ processes }) => processes.map((each) => each.end('SIGKILL', 5000))));
    await Promise.all(this.pods.map(({ serving }) => serving));
    this.services.close();
    this.pods.forEach(({ folder, server }) => { server.close(); folder.remove(); });
  }

  private async start(node: string): Promise<void> {
    const folder = new PodFolder(Object.fromEntries(this.plan.nodes.map(({ name }) => [name, name])), node);
    const [{ home }, shared] = [folder, this.pods[0]?.folder.home ?? folder.home];
    const inPod = folder.config.platform as KubernetesPlatformConfig;
    const config: NodeConfig = { ...folder.config, bindAddress: this.hosts[node], platform: { ...inPod, labelsRoles: false } };
    const platform = new FilePlatform({ kind: 'file', secretsDir: join(home, 'secrets'), outsideDir: join(shared, 'outside') });
    mkdirSync(join(home, 'secrets'));
    Object.entries(SECRETS).forEach(([user, secret]) => writeFileSync(join(home, 'secrets', user), secret));
    writeFileSync(config.planFile, JSON.stringify(this.plan));
    const addresses = Object.fromEntries(this.plan.nodes.map(({ name }) => [name, name]));
    writeFileSync(inPod.hostsFile, JSON.stringify({ schemaVersion: 1, deployment: 'demo', addresses }));
    const lookup = async (name: string): Promise<string[]> => [this.address(name)];
    const log = (event: string, fields: Record<string, unknown> = {}): void => { this.events.push(`${node} ${event} ${JSON.stringify(fields)}`); };
    await prepare(config, platform, { lookup });
    const supervise = (command: string[], name: string): Supervised => new Supervised({
      command, logFile: join(home, `${name}.log`), restartDelayMs: 500, onExit: (how) => log('ended', { name, how }),
    });
    const redis = supervise(redisCommand(this.plan, config), 'redis');
    const sentinel = supervise(
      ['sh', '-c', 'while ! test -f "$0"; do sleep 0.1; done; exec "$@"', layoutOf(config).sentinelConf, ...sentinelCommand(this.plan, config)], 'sentinel');
    const deployment = await readDeployment(config);
    const server = new OwnServer(config, deployment, SECRETS);
    const watch = new AddressWatch(config, log, { lookup, periodMs: 500 });
    const host = new PodHost({
      node, platform: {}, log, turnSeconds: 0, stopSeconds: 30, shutdownSeconds: 5,
      server: () => server.look(), files: new StopFiles(config.runDir),
      open: async () => new Agent(config, await readDeployment(config), platform, SECRETS, log),
      moved: async () => {
        const moved = await watch.moved();
        if (moved) {
          await writeRedisConf(config, await readDeployment(config), SECRETS);
        }
        return moved;
      },
    });
    await redis.start();
    await sentinel.start();
    this.pods.push({ folder, host, server, processes: [redis, sentinel], serving: host.serve() });
    expect(existsSync(layoutOf(config).redisConf)).toBe(true);
  }
}
