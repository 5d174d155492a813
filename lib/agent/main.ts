import { parseArgs } from 'node:util';
import { createPasswordsCommand } from './create-passwords';
import { caretakerCommand, installCommand, refreshSecretsCommand } from './install-commands';
import { openPlatform } from './platform/open';
import { prepare } from './prepare';
import { regionCommand } from './promotion/region-command';
import { readConfig, readNodeFile } from './read-config';
import { run } from './run';

const USAGE = 'usage: redis-ha-agent prepare|run|install|caretaker|refresh-secrets|create-passwords|region <step> --config <node.json>';

/** Commands that run beside no node. */
const WITHOUT_NODE = new Set(['create-passwords']);

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      config: { type: 'string' }, secret: { type: 'string' },
      target: { type: 'string' }, by: { type: 'string' }, evidence: { type: 'string' }, force: { type: 'boolean' },
    },
  });
  const [command, step] = positionals;
  if (!values.config || !command) {
    throw new Error(USAGE);
  }
  const config = await (WITHOUT_NODE.has(command) ? readNodeFile : readConfig)(values.config);
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
    case 'create-passwords':
      return createPasswordsCommand(config, values.secret);
    case 'region':
      return regionCommand(step, values, config, platform);
    default:
      throw new Error(`unknown command "${command}"; ${USAGE}`);
  }
}

main().catch((failure: unknown) => {
  process.stderr.write(`redis-ha-agent: ${failure instanceof Error ? failure.message : String(failure)}\n`);
  process.exit(1);
});
