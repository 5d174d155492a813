import { Command } from 'commander';
import { InvalidInput } from '../../lib/model';
import type { DeploymentPlan } from '../../lib/plan';
import { abort, putRecordsBack, regionStatus } from '../../lib/region/promotion';
import { runbookDocument, runbookMarkdown } from '../../lib/runbook';
import { ExitCode } from './exit-code';
import { json, print, writeOut } from './output';
import type { Finish } from './program';
import { readPlan } from './read-plan';
import { asker, orRefused, promoteRegion, type PromoteRegionFlags } from './region-promote';
import { regionPort, withRegionReach, type RegionFlags } from './region-reach';
import { regionStatusText } from './region-status-text';

interface Told extends RegionFlags {
  readonly json?: boolean;
}

export function regionCommand(finish: Finish): Command {
  const region = new Command('region').summary('which region takes writes, and how that changes')
    .description('Shows and changes which region of a deployment takes writes. Failback is a promotion of the first region.');
  return region.addCommand(statusCommand(finish)).addCommand(promoteCommand(finish)).addCommand(abortCommand(finish))
    .addCommand(putBackCommand(finish)).addCommand(runbookCommand(finish));
}

function statusCommand(finish: Finish): Command {
  const status = new Command('status').summary('who is in charge, and how either region stands').argument('<plan>', 'plan file');
  return withRegionReach(status)
    .option('--json', 'print the record and every node as JSON')
    .addHelpText('after', '\nExit code 0: one region is in charge. 1: none, or a promotion is under way.')
    .action(async (file: string, flags: Told) => {
      const found = await regionStatus(regionPort(readPlan(file), flags));
      print(flags.json ? json(found) : regionStatusText(found));
      finish(found.record && !found.record.moving ? ExitCode.OK : ExitCode.NEGATIVE);
    });
}

function promoteCommand(finish: Finish): Command {
  const promote = new Command('promote').summary('put a region in charge: planned, or because the other is gone')
    .description('Stops writes in the old region, waits until the new one has everything that is to be had, and puts it in charge. Nothing that was '
      + 'acknowledged is lost while the old region answers; otherwise the report says what is known of it.')
    .argument('<plan>', 'plan file').argument('<region>', 'the region to put in charge, as `region status` names it');
  return withRegionReach(promote)
    .option('--dry-run', 'show every step with what it would do now; change nothing')
    .option('--catch-up <time>', 'how long writes may stand still until the new region has everything, for example 60s')
    .option('--force', 'also while the old region may still take writes, or the new one lacks some; needs --evidence')
    .option('--evidence <text>', 'how you know that nobody writes in the old region; kept in the record')
    .option('--yes', 'do it without asking')
    .option('--json', 'print the report as JSON; promotes only with --yes')
    .addHelpText('after', `
Examples:
  $ redis-ha region promote demo.redis-ha.json region-2 --dry-run
  $ redis-ha region promote demo.redis-ha.json region-2
  $ redis-ha region promote demo.redis-ha.json region-1                       the way back

Interrupted, it is gone on with by repeating it, here or elsewhere. Of two at once one wins, and the other says so.
Exit code 0: the region takes writes. 1: nothing was done, or it was refused; the message says what stands.`)
    .action(async (file: string, target: string, flags: PromoteRegionFlags) => {
      finish(await promoteRegion(readPlan(file), target, flags));
    });
}

function abortCommand(finish: Finish): Command {
  const command = new Command('abort').summary('take a promotion back that has not put the new region in charge yet').argument('<plan>', 'plan file');
  return withRegionReach(command)
    .option('--json', 'print what stands as JSON')
    .action(async (file: string, flags: Told) => finish(await orRefused(flags, async () => {
      const aborted = await abort(regionPort(readPlan(file), flags), asker());
      const { record: { active, epoch }, nothingToDo, told } = aborted;
      print(flags.json ? json(aborted) : nothingToDo
        ? `nothing to take back: ${active} is active (record ${epoch})` : `${active} is back in charge (record ${epoch}); ${told.length} agents know it`);
      return ExitCode.OK;
    })));
}

interface PutBackFlags extends Told {
  readonly force?: boolean;
  readonly evidence?: string;
}

function putBackCommand(finish: Finish): Command {
  const command = new Command('put-back').summary('give a witness that was emptied the records again that the nodes know')
    .description('Asks all nodes for the newest record and creates the next one, with the same region in charge. A promotion that was under way has ended '
      + 'with that. Not needed while the active region has proof that its record is the newest: its nodes put it back themselves.')
    .argument('<plan>', 'plan file');
  return withRegionReach(command)
    .option('--force', 'also while nodes do not answer, which may know a newer record; needs --evidence')
    .option('--evidence <text>', 'how you know that nobody takes writes where no node answers; kept in the record')
    .option('--json', 'print what stands as JSON')
    .action(async (file: string, flags: PutBackFlags) => finish(await orRefused(flags, async () => {
      const { force, evidence } = flags;
      const done = await putRecordsBack(regionPort(readPlan(file), flags), { by: asker(), force, evidence });
      const { record: { active, epoch }, nothingToDo, told } = done;
      print(flags.json ? json(done)
        : `${nothingToDo ? 'nothing to put back' : 'put back'}: ${active} is active (record ${epoch}); ${told.length} agents know it`);
      return ExitCode.OK;
    })));
}

interface RunbookFlags {
  readonly target?: string;
  readonly format: string;
  readonly out?: string;
}

function runbookCommand(finish: Finish): Command {
  return new Command('runbook').summary('the steps of a promotion as a document').argument('<plan>', 'plan file')
    .option('--target <region>', 'the region to put in charge; by default the other one')
    .option('--format <format>', 'markdown, or ssm: a Systems Manager Automation document', 'markdown')
    .option('--out <file>', 'write it there')
    .action((file: string, flags: RunbookFlags) => {
      const text = runbookOf(readPlan(file), flags);
      if (flags.out === undefined) {
        print(text);
      } else {
        writeOut(flags.out, text);
      }
      finish(ExitCode.OK);
    });
}

function runbookOf(plan: DeploymentPlan, { target, format }: RunbookFlags): string {
  const names = plan.regions.map(({ name }) => name);
  if (!plan.regionChange) {
    throw new InvalidInput('<plan>', `${plan.name} has one region`, 'declare replicaRegion in its spec first');
  }
  const wanted = target ?? names[1]!;
  if (!names.includes(wanted)) {
    throw new InvalidInput('--target', `${plan.name} has no region "${wanted}"`, `use one of ${names.join(', ')}`);
  }
  switch (format) {
    case 'markdown':
      return runbookMarkdown(plan, wanted);
    case 'ssm':
      return json(runbookDocument(plan, wanted));
    default:
      throw new InvalidInput('--format', `got "${format}"`, 'use markdown or ssm');
  }
}
