export * from './certificates';
export * from './issuer-settings';
export * from './check';
export * from './secret-text';
