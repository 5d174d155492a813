export * from './cluster-nodes';
export * from './get-json';
export * from './link';
export * from './held-back';
export * from './replication-refused';
export * from './replication-stream';
export * from './reply';
export * from './socket';
