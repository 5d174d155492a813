import { KubernetesConflict, type ApiObject, type KubernetesApi } from './kubernetes-api';

/** As much of a Lease's `spec` as is used here. */
interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseTransitions?: number;
}

/** A lease as it was when it was last seen to change, by this machine's clock. */
interface Observed {
  readonly spec: LeaseSpec;
  readonly since: number;
}

/** No two clocks of a cluster are expected to be further apart. */
const WORST_CLOCKS_MS = 600_000;
const MOST_CONFLICTS = 5;

/** One turn at a time, by a Lease that is part of the manifests. */
export class KubernetesTurn {
  private observed?: Observed;

  /** @param now milliseconds of a clock that goes on steadily, for how long a lease has been seen to stay as it is */
  constructor(
    private readonly lease: string,
    private readonly api: KubernetesApi,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @see Platform.takeTurn */
  public async take(holder: string, ttlSeconds: number): Promise<boolean> {
    return this.change((spec) => {
      if (!this.free(spec, holder)) {
        return undefined;
      }
      const time = microTime(new Date());
      const mine = spec.holderIdentity === holder;
      return {
        holderIdentity: holder, leaseDurationSeconds: Math.max(1, Math.ceil(ttlSeconds)), renewTime: time,
        acquireTime: mine ? spec.acquireTime ?? time : time,
        leaseTransitions: (spec.leaseTransitions ?? 0) + (mine ? 0 : 1),
      };
    });
  }

  /** @see Platform.giveTurn */
  public async give(holder: string): Promise<void> {
    await this.change((spec) =>
      (spec.holderIdentity === holder ? { leaseTransitions: spec.leaseTransitions ?? 0 } : undefined));
  }

  /** Clocks of two machines are not compared, but for turns that nobody can be in the middle of any longer. */
  private free(spec: LeaseSpec, holder: string): boolean {
    const { holderIdentity, renewTime, leaseDurationSeconds = 1 } = spec;
    if (!holderIdentity || holderIdentity === holder) {
      return true;
    }
    const last = this.observed?.spec;
    if (!this.observed || last?.holderIdentity !== holderIdentity || last.renewTime !== renewTime) {
      this.observed = { spec, since: this.now() };
    }
    const durationMs = leaseDurationSeconds * 1000;
    return this.now() - this.observed.since > durationMs
      || Date.now() - Date.parse(renewTime ?? '') > durationMs + WORST_CLOCKS_MS;
  }

  /** @returns whether the lease is now as `decide` wanted it; undefined wants it left alone */
  private async change(decide: (spec: LeaseSpec) => LeaseSpec | undefined): Promise<boolean> {
    const path = `/apis/coordination.k8s.io/v1/namespaces/${await this.api.namespace()}/leases/${this.lease}`;
    for (let conflicts = 0; ; conflicts += 1) {
      const lease: ApiObject = await this.api.get(path);
      const spec = decide((lease.spec ?? {}));
      if (!spec) {
        return false;
      }
      try {
        await this.api.put(path, { ...lease, spec });
        return true;
      } catch (failure) {
        if (!(failure instanceof KubernetesConflict) || conflicts === MOST_CONFLICTS) {
          throw failure;
        }
      }
    }
  }
}

/** The API takes exactly six digits of a second. */
function microTime(time: Date): string {
  return time.toISOString().replace('Z', '000Z');
}
