export * from './cluster-map';
export * from './key-slot';
export * from './move-slot';
export * from './moves';
export * from './scale-to';
export * from './slot-ranges';
export * from './strays';
export * from './unfinished';
