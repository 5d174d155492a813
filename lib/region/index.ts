export * from './http-witness';
export * from './patient-witness';
export * from './record';
export * from './witness';
