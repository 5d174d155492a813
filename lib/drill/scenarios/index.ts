import { InvalidInput } from '../../model';
import { bootstrapFaults } from './bootstrap-faults';
import { handover } from './handover';
import { hangPrimary } from './hang-primary';
import { killPrimary } from './kill-primary';
import { killPrimaryAndBestReplica } from './kill-primary-and-best-replica';
import { partitionPrimary } from './partition-primary';
import { restartAll } from './restart-all';
import { restartAllMinusPrimary } from './restart-all-minus-primary';
import type { Scenario } from './scenario';
import { wipeAll } from './wipe-all';
import { wipePrimary } from './wipe-primary';

export type { Scenario, ScenarioContext } from './scenario';

/** Every scenario, the most common fault first. */
export const SCENARIOS: Scenario[] = [
  killPrimary, hangPrimary, partitionPrimary, wipePrimary, restartAll, wipeAll, bootstrapFaults,
  restartAllMinusPrimary, killPrimaryAndBestReplica, handover,
];

/** @throws InvalidInput when there is no such scenario; the message lists those there are */
export function scenarioNamed(name: string): Scenario {
  const scenario = SCENARIOS.find((candidate) => candidate.name === name);
  if (!scenario) {
    throw new InvalidInput('scenario', `unknown scenario "${name}"`, `use one of ${SCENARIOS.map((known) => known.name).join(', ')}`);
  }
  return scenario;
}
