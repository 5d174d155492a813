import { setTimeout as sleep } from 'node:timers/promises';
import { networkOf, type NodeConfig } from '../config';
import { readDeployment } from './deployment';
import { ec2Of, install } from './install';
import { localSystem } from './install-system';
import { awsCli } from './platform/aws-cli';
import { Ec2Platform } from './platform/ec2';
import { Caretaker, type LocalHealth, type LocalStatus } from './platform/ec2-caretaker';
import { instanceMetadata } from './platform/ec2-metadata';
import { askOthers } from './platform/ec2-unready-others';

const ROUND_MS = 5_000;

/** `redis-ha-agent install`: once, by the boot script. */
export async function installCommand(configFile: string, config: NodeConfig): Promise<void> {
  await install(configFile, config, awsCli(ec2Of(config).region), localSystem());
}

/** `redis-ha-agent refresh-secrets`: by the caretaker, as the engine's user. */
export async function refreshSecretsCommand(config: NodeConfig): Promise<void> {
  const ec2 = ec2Of(config);
  const platform = new Ec2Platform(ec2, config.runDir, awsCli(ec2.region));
  await platform.refreshSecrets();
  if (ec2.certificateSecretId !== undefined) {
    await platform.refreshCertificates();
  }
}

/** `redis-ha-agent caretaker`: for as long as the instance lives. */
export async function caretakerCommand(configFile: string, config: NodeConfig): Promise<void> {
  const aws = awsCli(ec2Of(config).region);
  const caretaker = new Caretaker(configFile, config, {
    aws,
    system: localSystem(),
    platform: new Ec2Platform(ec2Of(config), config.runDir, aws),
    metadata: instanceMetadata(),
    health: localHealth(config),
    status: localStatus(config),
    unreadyOthers: askOthers(config),
    log: (message) => process.stdout.write(`${message}\n`),
    now: Date.now,
  });
  while (!caretaker.done) {
    await caretaker.tick();
    if (caretaker.superseded) {
      return; // systemd starts the new one
    }
    await sleep(ROUND_MS);
  }
  // Let go; systemd would only start it again.
  await new Promise(() => setInterval(() => undefined, 60_000));
}

function localHealth(config: NodeConfig): LocalHealth {
  return async (path) => (await askBeside(config, path))?.status;
}

function localStatus(config: NodeConfig): LocalStatus {
  return async () => (await askBeside(config, '/status'))?.json();
}

/** The agent of this node; undefined when it does not answer. */
async function askBeside(config: NodeConfig, path: string): Promise<Response | undefined> {
  try {
    const { plan, bindings } = await readDeployment(config);
    const { local } = networkOf(config, bindings.addresses[config.node]!);
    return await fetch(`http://${local}:${plan.ports.agent}${path}`, { signal: AbortSignal.timeout(2000) });
  } catch {
    return undefined;
  }
}
