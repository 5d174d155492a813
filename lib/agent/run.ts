import type { KubernetesPlatformConfig, NodeConfig } from '../config';
import { Agent } from './agent';
import { OwnCertificates } from './certificates/own-certificates';
import { readDeployment, type Deployment } from './deployment';
import { jsonLog, type Log } from './log';
import type { Platform } from './platform/platform';
import { AddressWatch } from './pod/address-watch';
import { OwnServer } from './pod/own-server';
import { PodHost } from './pod/pod-host';
import { resolveBindings } from './pod/resolve-bindings';
import { StopFiles } from './pod/stop-files';
import { writeRedisConf } from './prepare';

/** `redis-ha-agent run`: until it is told to end. */
export async function run(config: NodeConfig, platform: Platform): Promise<void> {
  await (config.platform.kind === 'kubernetes' ? runInPod(config, config.platform, platform) : runBeside(config, platform));
}

/** A supervisor that starts and stops this program together with the servers. */
async function runBeside(config: NodeConfig, platform: Platform): Promise<void> {
  const log = jsonLog(config.node);
  const deployment = await proven(config, platform, log);
  const agent = new Agent(config, deployment, platform, await platform.secrets(), log);
  process.on('SIGHUP', () => deployment.certificates?.hasten());
  onceTold(() => void agent.stop().finally(() => process.exit(0)));
  await agent.start();
}

async function runInPod(config: NodeConfig, { turnSeconds }: KubernetesPlatformConfig, platform: Platform): Promise<void> {
  const log = jsonLog(config.node);
  const secrets = await platform.secrets();
  await resolveBindings(config, log);
  const deployment = await proven(config, platform, log);
  const { stopTimeoutSeconds, shutdownTimeoutSeconds } = deployment.plan.settings;
  const server = new OwnServer(config, deployment, secrets);
  const addresses = new AddressWatch(config, log);
  const host = new PodHost({
    node: config.node, platform, log, turnSeconds,
    open: async () => new Agent(config, { ...deployment, ...await readDeployment(config) }, platform, secrets, log),
    server: () => server.look(),
    files: new StopFiles(config.runDir),
    moved: async () => {
      const moved = await addresses.moved();
      if (moved) {
        // Its container may restart without its pod being prepared anew.
        await writeRedisConf(config, await readDeployment(config), secrets);
      }
      return moved;
    },
    stopSeconds: stopTimeoutSeconds,
    shutdownSeconds: shutdownTimeoutSeconds,
  });
  onceTold(() => host.terminate());
  await host.serve();
  process.exit(0);
}

/** With what this node proves itself with. */
async function proven(config: NodeConfig, platform: Platform, log: Log): Promise<Deployment> {
  const deployment = await readDeployment(config);
  return { ...deployment, certificates: await OwnCertificates.take(config, deployment.plan, platform, log) };
}

function onceTold(end: () => void): void {
  let told = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (!told) {
        told = true;
        end();
      }
    });
  }
}
