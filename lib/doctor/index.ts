export type { Access } from './ask';
export * from './collect';
export * from './diagnose';
export * from './diagnosis';
export * from './diagnosis-text';
export * from './observation';
