export * from './lab';
export { withEngine } from './roll-plan';
export { roll, RollStopped, type RollOptions, type RollProgress, type RollResult } from './rolling';
export { runningVersion } from './running-version';
export { mayCut } from './network/may-cut';
export { startLab, type LabOptions, type StartFault } from './start-lab';
