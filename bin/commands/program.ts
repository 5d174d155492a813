import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { clusterCommand } from './cluster-command';
import { backupCommand } from './backup-command';
import { backupsCommand } from './backups-command';
import { balanceCommand } from './balance-command';
import { diagramCommand } from './diagram-command';
import { diffCommand } from './diff-command';
import { doctorCommand } from './doctor-command';
import { drillCommand } from './drill-command';
import { EXIT_CODES_HELP, type ExitCode } from './exit-code';
import { failoverCommand } from './failover-command';
import { labCommand } from './lab-command';
import { pauseCommand } from './pause-command';
import { planCommand } from './plan-command';
import { promoteCommand } from './promote-command';
import { regionCommand } from './region-command';
import { restoreCommand } from './restore-command';

/** Told the exit code of the command that ran. */
export type Finish = (code: ExitCode) => void;

/** The whole command line. */
export function program(finish: Finish): Command {
  const redisHa = new Command('redis-ha')
    .description('Highly available Redis and Valkey: plan, compare, draw, run, break and measure a deployment.')
    .version(version())
    .showHelpAfterError('(add --help for the options and examples)')
    .addHelpText('after', `
Examples:
  $ redis-ha plan --name demo --rpo 5s --rto 5s --out demo.redis-ha.json   make a plan
  $ redis-ha plan cdk.out/App-demo.redis-ha.json                           show the plan a construct wrote
  $ redis-ha drill kill-primary demo.redis-ha.json                         run it here, break it, measure
${EXIT_CODES_HELP}`);
  const commands = [
    planCommand, diffCommand, diagramCommand, doctorCommand, labCommand, drillCommand,
    failoverCommand, promoteCommand, balanceCommand, pauseCommand,
    clusterCommand, regionCommand, backupCommand, backupsCommand, restoreCommand,
  ];
  for (const command of commands) {
    redisHa.addCommand(command(finish));
  }
  // Inherited by the commands only when they are told too.
  const all = [redisHa, ...redisHa.commands, ...redisHa.commands.flatMap((command) => command.commands)];
  all.forEach((command) => command.exitOverride());
  return redisHa;
}

/** From package.json, which lies above bin/ in a checkout and above dist/ in the package. */
function version(): string {
  for (const above of ['../..', '../../..']) {
    try {
      const { name, version: found } = JSON.parse(readFileSync(path.join(__dirname, above, 'package.json'), 'utf8')) as Record<string, string>;
      if (name === 'redis-ha-constructs') {
        return found!;
      }
    } catch {
      // The other place.
    }
  }
  return 'unknown';
}
