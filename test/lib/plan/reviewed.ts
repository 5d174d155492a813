import type { DeploymentSpec } from '../../../lib/model';
import { review } from '../../../lib/plan';
import type { Reviewed } from '../../../lib/plan/finding';

/** What the findings of a topology are made from, for a spec with all its faults. */
export function reviewed(spec: DeploymentSpec): Reviewed {
  const { nodes, failureDomains, settings, promise, nodeMemoryBytes } = review(spec);
  return { spec, nodes, domains: failureDomains, settings, promise, nodeMemoryBytes };
}
