export * from './acl';
export * from './commands';
export * from './layout';
export * from './node-config';
export * from './redis-conf';
export * from './sentinel-conf';
