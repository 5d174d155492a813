import { InvalidInput } from '../../model';
import type { DeploymentPlan } from '../../plan';
import { backupDuringFailover } from './backup-during-failover';
import { backupUnderLoad } from './backup-under-load';
import { bootstrapFaults } from './bootstrap-faults';
import { corruptBackup } from './corrupt-backup';
import { crashLoop } from './crash-loop';
import { driftAndBalance } from './drift-and-balance';
import { failback } from './failback';
import { fullDisk } from './full-disk';
import { handover } from './handover';
import { hangPrimary } from './hang-primary';
import { killPrimary } from './kill-primary';
import { killPrimaryAndBestReplica } from './kill-primary-and-best-replica';
import { lag } from './lag';
import { loseFailureDomain } from './lose-failure-domain';
import { loseRegion } from './lose-region';
import { partitionPrimary } from './partition-primary';
import { replaceNode } from './replace-node';
import { restartAll } from './restart-all';
import { restartAllMinusPrimary } from './restart-all-minus-primary';
import { restoreLatest } from './restore-latest';
import { rollingRestart } from './rolling-restart';
import { scaleIn } from './scale-in';
import { scaleOut } from './scale-out';
import type { Scenario } from './scenario';
import { slowLoad } from './slow-load';
import { slowReplica } from './slow-replica';
import { splitRegions } from './split-regions';
import { upgrade } from './upgrade';
import { wipeAll } from './wipe-all';
import { wipePrimary } from './wipe-primary';

export type { Scenario, ScenarioContext } from './scenario';

/** Every scenario, the most common fault first. */
export const SCENARIOS: Scenario[] = [
  killPrimary, hangPrimary, partitionPrimary, wipePrimary, restartAll, wipeAll, bootstrapFaults,
  restartAllMinusPrimary, killPrimaryAndBestReplica, handover,
  loseFailureDomain, replaceNode, crashLoop, fullDisk, slowLoad, slowReplica, rollingRestart, upgrade,
  driftAndBalance, scaleOut, scaleIn,
  loseRegion, splitRegions, failback, lag,
  restoreLatest, corruptBackup, backupUnderLoad, backupDuringFailover,
];

/** @throws InvalidInput when there is no such scenario; the message lists those there are */
export function scenarioNamed(name: string): Scenario {
  const scenario = SCENARIOS.find((candidate) => candidate.name === name);
  if (!scenario) {
    throw new InvalidInput('scenario', `unknown scenario "${name}"`, `use one of ${SCENARIOS.map((known) => known.name).join(', ')}`);
  }
  return scenario;
}

/** Why a scenario cannot run with a plan, undefined when it can. */
export function whyUnsuitable(scenario: Scenario, plan: DeploymentPlan): string | undefined {
  const { kind } = plan.topology;
  return scenario.topologies !== undefined && !scenario.topologies.includes(kind)
    ? `it is for ${scenario.topologies.join(' and ')}, the plan is of ${kind}`
    : scenario.unsuitable?.(plan);
}
