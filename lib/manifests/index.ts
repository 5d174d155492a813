export * from './deployment-input';
export * from './kubernetes-object';
export * from './object-store';
