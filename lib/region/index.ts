export * from './http-witness';
export * from './patient-witness';
export * from './put-back';
export * from './record';
export * from './witness';
