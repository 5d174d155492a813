import { TopologyKind } from '../../lib/model';
import type { Scenario } from '../../lib/drill/scenarios';
import { table } from './table';

const EVERY = [TopologyKind.REPLICATION, TopologyKind.SENTINEL, TopologyKind.CLUSTER];

/** Every scenario, the topologies it is for, and what it does. */
export function scenarioList(scenarios: Scenario[]): string {
  return table([
    ['SCENARIO', 'TOPOLOGIES', 'WHAT HAPPENS'],
    ...scenarios.map(({ name, topologies, summary }) =>
      [name, topologies === undefined ? 'all' : EVERY.filter((kind) => topologies.includes(kind)).join(', '), summary]),
  ]);
}
