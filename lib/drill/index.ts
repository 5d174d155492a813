export { drillReport } from './report';
export * from './result';
export type { StartLab } from './labs';
export { runDrill, type DrillOptions } from './run';
export { scenarioNamed, SCENARIOS, type Scenario } from './scenarios';
export { drillTable } from './table';
export type { WorkloadOptions } from './workload';
