export * from './certificates';
export * from './check';
export * from './secret-text';
