import type { DeploymentSpec, Settings } from '../model';
import { Severity, type Finding, type PlanNode, type PlanPromise } from './deployment-plan';

/** A plan as far as it is made, to be looked over. */
export interface Reviewed {
  readonly spec: DeploymentSpec;
  readonly nodes: PlanNode[];
  readonly domains: string[];
  readonly settings: Settings;
  readonly promise: PlanPromise;
  readonly nodeMemoryBytes: number;
}

export function error(id: string, field: string, reason: string, fix: string): Finding {
  return { severity: Severity.ERROR, id, field, reason, fix };
}

export function warning(id: string, field: string, reason: string, fix: string): Finding {
  return { severity: Severity.WARNING, id, field, reason, fix };
}

/** Those of the settings the spec overrides, as the user typed them. */
export function overridden(spec: DeploymentSpec, keys: (keyof Settings)[]): string[] {
  const overrides = (spec.overrides ?? {}) as Record<string, unknown>;
  return keys.filter((key) => overrides[key] !== undefined).map((key) => `overrides.${key}`);
}
