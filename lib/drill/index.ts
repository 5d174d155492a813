export { drillReport } from './report';
export * from './result';
export { runDrill, type DrillOptions, type StartLab } from './run';
export { scenarioNamed, SCENARIOS, type Scenario } from './scenarios';
export { drillTable } from './table';
export type { WorkloadOptions } from './workload';
