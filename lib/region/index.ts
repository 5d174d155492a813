export * from './http-witness';
export * from './record';
export * from './witness';
