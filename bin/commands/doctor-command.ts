import { Command } from 'commander';
import { collect, diagnose, diagnosisText, type Observation } from '../../lib/doctor';
import { InvalidInput, UserName } from '../../lib/model';
import type { DeploymentPlan } from '../../lib/plan';
import { ExitCode } from './exit-code';
import { json, print } from './output';
import type { Finish } from './program';
import { reachOf, withReach, type ReachFlags } from './reach';
import { planTls, withTls, type TlsFlags } from './reach-tls';
import { readJson, readPlan } from './read-plan';

interface DoctorFlags extends ReachFlags, TlsFlags {
  readonly observation?: string;
  readonly json?: boolean;
}

export function doctorCommand(finish: Finish): Command {
  const command = new Command('doctor')
    .summary('is the loss of any one node or domain safe right now')
    .description('Asks every node (and Sentinel) and says whether the loss of any one node or failure domain is safe right now, and if not why.')
    .argument('<plan>', 'plan file');
  return withTls(withReach(command, UserName.MONITOR))
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
    const { observation } = readJson<{ observation?: Observation }>('--observation', flags.observation);
    if (!Array.isArray(observation?.dataNodes) || !Array.isArray(observation.sentinels)) {
      throw new InvalidInput('--observation', `${flags.observation} holds no observation`, 'name a file written by `redis-ha doctor --json`');
    }
    return observation;
  }
  const { addresses, password } = reachOf(plan, flags, UserName.MONITOR);
  return collect({ plan, addresses, monitorPassword: password, tls: planTls(plan, flags) });
}
