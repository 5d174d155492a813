import { EC2_METRICS } from '../../config';
import type { DeploymentPlan } from '../../plan';
import { Standing } from '../region/standing';

/** What the agent beside the caretaker answers. */
export interface AgentAnswers {
  readonly ready: boolean;
  readonly primary: boolean;
  /** Body of `/status`. @default - it does not answer, or there is one region */
  readonly status?: unknown;
}

/** Of `/status`, what metrics are made of. */
interface RegionStatus {
  readonly region?: { readonly standing?: Standing; readonly provenMsAgo?: number };
  readonly lag?: { readonly seconds: number };
}

/** One datum as `cloudwatch put-metric-data` takes it. */
export interface Datum {
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly Unit: 'Count' | 'Seconds';
  readonly Value: number;
}

/** What a node says about itself once a minute, and nothing of what is none of its business: absence means something, too. */
export function measurements(plan: DeploymentPlan, { ready, primary, status }: AgentAnswers): Datum[] {
  const datum = (MetricName: string, Value: number, Unit: Datum['Unit'] = 'Count'): Datum =>
    ({ MetricName, Dimensions: [{ Name: EC2_METRICS.dimension, Value: plan.name }], Unit, Value });
  const { region, lag } = (status ?? {}) as RegionStatus;
  const leaseMs = (plan.regionChange?.leaseSeconds ?? 0) * 1000;
  return [
    datum(EC2_METRICS.ready, ready ? 1 : 0),
    datum(EC2_METRICS.primary, primary ? 1 : 0),
    ...(lag ? [datum(EC2_METRICS.regionLag, lag.seconds, 'Seconds')] : []),
    ...(region?.standing === Standing.ACTIVE
      ? [datum(EC2_METRICS.regionUnproven, (region.provenMsAgo ?? Infinity) > leaseMs ? 1 : 0)] : []),
  ];
}
