import { setTimeout as sleep } from 'node:timers/promises';
import type { Certificates } from '../../certificates';
import { STATE_KEYS, type KubernetesPlatformConfig } from '../../config';
import { asMountedNow } from './mounted-now';
import { certificateFiles } from './certificate-files';
import { KubernetesConflict, KubernetesNotFound, type ApiObject, type KubernetesApi } from './kubernetes-api';
import { KubernetesTurn } from './kubernetes-turn';
import type { Marker, Platform, RoleMarker } from './platform';
import { secretFiles } from './secret-files';

type StateKey = typeof STATE_KEYS[keyof typeof STATE_KEYS];

/** Others change the same ConfigMap once per failover, and once when the deployment is formed. */
const MOST_CONFLICTS = 10;
const CONFLICT_PAUSE_MS = 50;

/** Passwords from a mounted Secret, markers in a ConfigMap, turns by a Lease. */
export class KubernetesPlatform implements Platform {
  private readonly turn: KubernetesTurn;

  constructor(private readonly config: KubernetesPlatformConfig, private readonly api: KubernetesApi) {
    this.turn = new KubernetesTurn(config.turnLease, api);
  }

  public async secrets(): Promise<Record<string, string>> {
    const { secretsDir } = this.config;
    const secrets = await secretFiles(secretsDir).catch((failure: NodeJS.ErrnoException) => {
      throw new Error(`cannot read the passwords in ${secretsDir}, where their Secret should be mounted: ${failure.message}`);
    });
    if (Object.keys(secrets).length === 0) {
      throw new Error(`no password is in ${secretsDir}: the Secret mounted there needs one key per user of the plan`);
    }
    return secrets;
  }

  /** @throws Error when no Secret with all three is mounted */
  public async certificates(): Promise<Certificates> {
    const { certificatesDir } = this.config;
    if (certificatesDir === undefined) {
      throw new Error('the plan has TLS, and the pod is told of no Secret with certificates (certificatesDir)');
    }
    try {
      return await certificateFiles(await asMountedNow(certificatesDir));
    } catch (failure) {
      const { message } = failure as Error;
      throw new Error(`cannot read the certificates in ${certificatesDir}, where their Secret should be mounted: ${message}`, { cause: failure });
    }
  }

  public async readMarker(): Promise<Marker | undefined> {
    return this.markerIn(await this.state());
  }

  public async claimMarker(marker: Marker): Promise<Marker> {
    return this.change<Marker>(STATE_KEYS.marker, (state) => {
      const standing = this.markerIn(state);
      return standing ? { standing } : { next: marker };
    });
  }

  public async readRole(): Promise<RoleMarker | undefined> {
    return this.roleIn(await this.state());
  }

  public async claimRole(next: RoleMarker, seen = next.epoch - 1): Promise<RoleMarker | undefined> {
    return this.change<RoleMarker | undefined>(STATE_KEYS.role, (state) => {
      const standing = this.roleIn(state);
      return (standing?.epoch ?? 0) === seen && next.epoch > seen ? { next } : { standing };
    });
  }

  public takeTurn(holder: string, ttlSeconds: number): Promise<boolean> {
    return this.turn.take(holder, ttlSeconds);
  }

  public giveTurn(holder: string): Promise<void> {
    return this.turn.give(holder);
  }

  /**
   * Puts a value there unless one stands in its way. Reading comes before: the API takes the change only of somebody who saw
   * the ConfigMap as it still is.
   */
  private async change<T>(key: StateKey, decide: (state: ApiObject) => { standing: T } | { next: T }): Promise<T> {
    for (let conflicts = 0; ; conflicts += 1) {
      const state = await this.state();
      const decision = decide(state);
      if ('standing' in decision) {
        return decision.standing;
      }
      try {
        const data = { ...state.data as Record<string, string> | undefined, [key]: JSON.stringify(decision.next) };
        await this.api.put(await this.path(), { ...state, data });
        return decision.next;
      } catch (failure) {
        if (!(failure instanceof KubernetesConflict) || conflicts === MOST_CONFLICTS) {
          throw failure;
        }
        await sleep(Math.random() * CONFLICT_PAUSE_MS);
      }
    }
  }

  private async state(): Promise<ApiObject> {
    try {
      return await this.api.get(await this.path());
    } catch (failure) {
      if (failure instanceof KubernetesNotFound) {
        // Not "never formed": whoever deleted it did not undo that.
        throw new Error(`${failure.message}; what was written there is unknown, so nothing is decided: apply the manifests again`);
      }
      throw failure;
    }
  }

  private async path(): Promise<string> {
    return `/api/v1/namespaces/${await this.api.namespace()}/configmaps/${this.config.stateConfigMap}`;
  }

  private markerIn(state: ApiObject): Marker | undefined {
    return this.valueIn<Marker>(state, STATE_KEYS.marker, ({ deploymentId, createdAt }) =>
      typeof deploymentId === 'string' && typeof createdAt === 'string');
  }

  private roleIn(state: ApiObject): RoleMarker | undefined {
    return this.valueIn<RoleMarker>(state, STATE_KEYS.role, ({ primary, epoch }) =>
      typeof primary === 'string' && Number.isInteger(epoch));
  }

  private valueIn<T extends object>(state: ApiObject, key: StateKey, whole: (value: Partial<T>) => boolean): T | undefined {
    const text = (state.data as Record<string, string> | undefined)?.[key];
    if (text === undefined) {
      return undefined;
    }
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      value = undefined;
    }
    if (typeof value !== 'object' || value === null || !whole(value)) {
      throw new Error(`key "${key}" of ConfigMap ${this.config.stateConfigMap} is damaged: "${text.slice(0, 80)}"; write back what was there`);
    }
    return value as T;
  }
}
