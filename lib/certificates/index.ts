export * from './certificates';
export * from './secret-text';
