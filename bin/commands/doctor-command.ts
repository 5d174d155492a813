import path from 'node:path';
import { Command } from 'commander';
import { collect, diagnose, diagnosisText, type Observation } from '../../lib/doctor';
import { InvalidInput, UserName } from '../../lib/model';
import type { Bindings, DeploymentPlan } from '../../lib/plan';
import { ExitCode } from './exit-code';
import { openLab } from './lab-state';
import { json, print } from './output';
import type { Finish } from './program';
import { readPlan, readText } from './read-plan';

interface DoctorFlags {
  readonly directory?: string;
  readonly bindings?: string;
  readonly secrets?: string;
  readonly observation?: string;
  readonly json?: boolean;
}

export function doctorCommand(finish: Finish): Command {
  return new Command('doctor')
    .summary('is the loss of any one node or domain safe right now')
    .description('Asks every node and Sentinel and says whether the loss of any one node or failure domain is safe right now, and if not why.')
    .argument('<plan>', 'plan file')
    .option('--directory <folder>', 'folder of the lab, when it is not the default one')
    .option('--bindings <file>', 'real addresses, for a deployment that is no lab')
    .option('--secrets <folder>', 'folder with a file `monitor` that holds that user\'s password; with --bindings')
    .option('--observation <file>', 'diagnose what an earlier `doctor --json` observed, without asking anybody')
    .option('--json', 'print diagnosis and observation as JSON')
    .addHelpText('after', `
Examples:
  $ redis-ha doctor demo.redis-ha.json                               the lab that \`redis-ha lab up\` started
  $ redis-ha doctor demo.redis-ha.json --bindings bindings.json --secrets /run/secrets/demo
  $ redis-ha doctor demo.redis-ha.json --json > now.json

Exit code 0: the loss of any one node or failure domain is safe now. 1: it is not; the reasons are listed.`)
    .action(async (file: string, flags: DoctorFlags) => {
      const plan = readPlan(file);
      const observation = await observe(plan, flags);
      const diagnosis = diagnose(plan, observation);
      print(flags.json ? json({ ...diagnosis, observation }) : diagnosisText(diagnosis));
      finish(diagnosis.safe ? ExitCode.OK : ExitCode.NEGATIVE);
    });
}

async function observe(plan: DeploymentPlan, flags: DoctorFlags): Promise<Observation> {
  if (flags.observation !== undefined) {
    const { observation } = parsed<{ observation?: Observation }>('--observation', flags.observation);
    if (!Array.isArray(observation?.dataNodes) || !Array.isArray(observation.sentinels)) {
      throw new InvalidInput('--observation', `${flags.observation} holds no observation`, 'name a file written by `redis-ha doctor --json`');
    }
    return observation;
  }
  if (flags.bindings === undefined) {
    const lab = openLab(plan, flags.directory);
    return collect({ plan, addresses: lab.bindings.addresses, monitorPassword: lab.secret(UserName.MONITOR) });
  }
  if (flags.secrets === undefined) {
    throw new InvalidInput('--secrets', 'missing', 'name the folder with the file `monitor`, which --bindings needs');
  }
  const { addresses } = parsed<Partial<Bindings>>('--bindings', flags.bindings);
  const missing = plan.nodes.find((node) => typeof addresses?.[node.name] !== 'string');
  if (missing) {
    throw new InvalidInput('--bindings', `${flags.bindings} has no address for ${missing.name}`, 'name the bindings of this plan');
  }
  const password = readText('--secrets', path.join(flags.secrets, UserName.MONITOR), 'put the password of the user `monitor` into that file');
  return collect({ plan, addresses: addresses!, monitorPassword: password.trim() });
}

function parsed<T extends object>(field: string, file: string): T {
  const text = readText(field, file, 'name a file that is there');
  try {
    return Object(JSON.parse(text)) as T;
  } catch (error) {
    throw new InvalidInput(field, `${file} is not JSON (${(error as Error).message})`, 'name a JSON file');
  }
}
