export * from './get-json';
export * from './link';
export * from './reply';
