export * from './cluster-nodes';
export * from './get-json';
export * from './link';
export * from './reply';
