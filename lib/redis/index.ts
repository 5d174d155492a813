export * from './link';
export * from './reply';
