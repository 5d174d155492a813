export * from './endpoints';
export * from './ingress';
export * from './instance-memory';
export * from './node-policy';
export * from './packages';
export * from './replacement-timing';
export * from './ssm-agent';
export * from './user-data';
export { volumeMarkerKey } from './user-data-volume';
