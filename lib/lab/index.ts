export * from './lab';
export { findResident, residentDirectory, serveLab, stopResident, type ResidentLab } from './resident';
export { startLab, type LabOptions, type StartFault } from './start-lab';
