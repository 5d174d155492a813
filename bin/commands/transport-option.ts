import { Transport } from '../../lib/model';
import { withTransport, type DeploymentPlan } from '../../lib/plan';
import { oneOf } from './values';

/** The option of commands that run a plan here with another transport than it declares. */
export const TRANSPORT = ['--transport <kind>', `${Object.values(Transport).join(', ')} (default: as the plan says)`] as const;

/** @throws InvalidInput for any other kind */
export function transported(plan: DeploymentPlan, kind: string | undefined): DeploymentPlan {
  return kind === undefined || kind === plan.transport ? plan
    : withTransport(plan, oneOf('--transport', kind, Object.values(Transport)));
}
