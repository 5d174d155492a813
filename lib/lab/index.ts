export * from './lab';
export { mayCut } from './network/may-cut';
export { startLab, type LabOptions, type StartFault } from './start-lab';
