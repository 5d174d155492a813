export * from './bindings';
export * from './canonical';
export * from './deployment-plan';
export { MEASURED } from './measured';
export { nodesWith } from './placement';
export { plan, PlanRefused, review } from './plan';
