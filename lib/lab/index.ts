export * from './lab';
export { startLab, type LabOptions, type StartFault } from './start-lab';
