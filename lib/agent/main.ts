import { parseArgs } from 'node:util';
import { Agent } from './agent';
import { readDeployment } from './deployment';
import { caretakerCommand, installCommand, refreshSecretsCommand } from './install-commands';
import { jsonLog } from './log';
import { openPlatform } from './platform/open';
import { prepare } from './prepare';
import { readConfig } from './read-config';

const USAGE = 'usage: redis-ha-agent prepare|run|install|caretaker|refresh-secrets --config <node.json>';

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { config: { type: 'string' } } });
  const [command] = positionals;
  if (!values.config || !command) {
    throw new Error(USAGE);
  }
  const config = await readConfig(values.config);
  const platform = openPlatform(config);
  switch (command) {
    case 'prepare':
      return prepare(config, platform);
    case 'run':
      return run(config, platform);
    case 'install':
      return installCommand(values.config, config);
    case 'caretaker':
      return caretakerCommand(values.config, config);
    case 'refresh-secrets':
      return refreshSecretsCommand(config);
    default:
      throw new Error(`unknown command "${command}"; ${USAGE}`);
  }
}

async function run(config: Awaited<ReturnType<typeof readConfig>>, platform: ReturnType<typeof openPlatform>): Promise<void> {
  const deployment = await readDeployment(config);
  const agent = new Agent(config, deployment, platform, await platform.secrets(), jsonLog(config.node));
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (!stopping) {
        stopping = true;
        void agent.stop().finally(() => process.exit(0));
      }
    });
  }
  await agent.start();
}

main().catch((failure: unknown) => {
  process.stderr.write(`redis-ha-agent: ${failure instanceof Error ? failure.message : String(failure)}\n`);
  process.exit(1);
});
