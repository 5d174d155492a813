import { ISSUER_METRICS } from '../certificates';
import { EC2_METRICS } from '../config';

/** A metric of a deployment, and how it is looked at unless somebody says otherwise. */
export interface DeploymentMetric {
  readonly name: string;
  /** As CloudWatch spells it. */
  readonly statistic: string;
  readonly periodSeconds: number;
}

const MINUTE = 60;
const DAY = 86_400;

/** What constructs offer by name. */
export const DEPLOYMENT_METRICS = {
  /** Nodes that are ready. */
  readyNodes: { name: EC2_METRICS.ready, statistic: 'Sum', periodSeconds: MINUTE },
  /** Primaries that take writes and are agreed on. */
  primaries: { name: EC2_METRICS.primary, statistic: 'Sum', periodSeconds: MINUTE },
  /** Days until the nodes' certificate expires. */
  certificateDaysLeft: { name: ISSUER_METRICS.daysLeft, statistic: 'Minimum', periodSeconds: DAY },
  /** Seconds behind the active region. */
  regionLag: { name: EC2_METRICS.regionLag, statistic: 'Maximum', periodSeconds: MINUTE },
  /** Nodes whose proof that their region is the active one is too old. */
  regionUnproven: { name: EC2_METRICS.regionUnproven, statistic: 'Sum', periodSeconds: MINUTE },
} as const;
