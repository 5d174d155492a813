import { InvalidInput, requireWhole } from '../model';
import type { Placement } from './deployment-input';

/** How strictly pods with the same data are kept on different hosts. */
export enum HostSpread {
  /** Never two on one host: with too few hosts a pod waits. */
  REQUIRED = 'required',
  /** Where there is room; with fewer hosts they share one, and die with it. */
  PREFERRED = 'preferred',
}

/** A taint that pods live with, as Kubernetes has it. */
export interface Toleration {
  /** @default - every key, with `Exists` */
  readonly key?: string;
  /** `Exists` or `Equal`. @default 'Equal' */
  readonly operator?: string;
  /** @default - none */
  readonly value?: string;
  /** `NoSchedule`, `PreferNoSchedule` or `NoExecute`. @default - every effect */
  readonly effect?: string;
  /** With `NoExecute`, in seconds. @default - for ever */
  readonly tolerationSeconds?: number;
}

/** Which hosts of the cluster the pods may use and how they are spread over them. */
export interface PodScheduling {
  /**
   * Zones the hosts are labelled with (`topology.kubernetes.io/zone`), at least 3 to survive the loss of any one. 1 is a
   * cluster without zones: pods are spread over hosts only, which a finding says.
   *
   * @default 3
   */
  readonly zones?: number;
  /**
   * How strictly pods with the same data are kept on different hosts.
   *
   * @default HostSpread.REQUIRED
   */
  readonly hosts?: HostSpread;
  /** Labels of the hosts that may be used. @default - every host */
  readonly nodeSelector?: Record<string, string>;
  /** Taints the pods live with. @default - none */
  readonly tolerations?: Toleration[];
  /**
   * Priority class of the pods, so that something less important makes room for them.
   *
   * @default - the cluster's default
   */
  readonly priorityClassName?: string;
}

const MOST_DOMAINS = 16;
const FEWEST_HOSTS = 3;

/**
 * How many failure domains a plan is made for: zones, or where there are none the hosts that one data set needs.
 *
 * @throws InvalidInput for a number of zones nothing can have
 */
export function failureDomainsOf({ zones = 3 }: PodScheduling = {}, replicas = 0): number {
  return requireWhole('scheduling.zones', zones, 1, MOST_DOMAINS) === 1
    ? Math.min(MOST_DOMAINS, Math.max(FEWEST_HOSTS, replicas + 1))
    : zones;
}

/** @throws InvalidInput for what Kubernetes would refuse */
export function placementOf(scheduling: PodScheduling = {}): Placement {
  const { zones = 3, hosts = HostSpread.REQUIRED, nodeSelector, tolerations, priorityClassName } = scheduling;
  tolerations?.forEach(({ key, operator, value, effect, tolerationSeconds }, index) => {
    const wrong = operator === 'Exists' && value !== undefined ? 'has a value that Exists does not look at'
      : key === undefined && operator !== 'Exists' ? 'has no key'
        : tolerationSeconds !== undefined && effect !== 'NoExecute' ? `has tolerationSeconds with the effect ${effect ?? 'any'}`
          : undefined;
    if (wrong !== undefined) {
      throw new InvalidInput(`scheduling.tolerations[${index}]`, wrong, 'give what `kubectl explain pod.spec.tolerations` describes');
    }
  });
  return {
    zones,
    hosts: hosts === HostSpread.REQUIRED ? 'required' : 'preferred',
    ...(nodeSelector && { nodeSelector }),
    ...(tolerations && { tolerations: tolerations.map((toleration) => ({ ...toleration })) }),
    ...(priorityClassName !== undefined && { priorityClassName }),
  };
}
