import { randomBytes } from 'node:crypto';
import { POD_LABELS, ROLE_EPOCH_ANNOTATION } from '../../config';
import { KubernetesNotFound, METADATA_ONLY, type ApiObject, type KubernetesApi } from '../platform/kubernetes-api';

export const PRIMARY = 'primary';
export const REPLICA = 'replica';

/** What came of wanting the label of the primary. `newer`: the pod that has heard of a higher epoch. */
export interface Claimed {
  readonly newer?: string;
  /** Whether anything had to be changed. */
  readonly changed: boolean;
}

const NOTHING: Claimed = { changed: false };

/**
 * Role labels of the deployment's pods. There is no way to change two pods at once, so whoever wants the label of the primary
 *
 * 1. reads its own pod,
 * 2. writes into every other pod: the label is off, and this claim, at this epoch, was here,
 * 3. sets the label on its own pod, if that is still as it was read.
 *
 * Of two claims that overlap, one finds its own pod written into by the other at its third step, or takes off at its second
 * what the other has set: two pods never bear the label, however long requests are under way.
 */
export class PodRoles {
  constructor(
    private readonly api: KubernetesApi,
    /** Name of the pod of this agent. */
    private readonly own: string,
    /** Names of the pods that may bear the label beside it. */
    private readonly others: string[],
  ) {}

  /**
   * Sees to it that the own pod bears the label of the primary and no other does.
   *
   * @param wanted asked between the steps: whether it still should
   * @param regardless of newer epochs
   * @throws KubernetesConflict when a pod has changed meanwhile: try again
   */
  public async claim(epoch: number, wanted: () => boolean, regardless = false): Promise<Claimed> {
    const own = await this.read(this.own);
    if (!own) {
      throw new Error(`pod ${this.own}, which this agent is in, is not there`);
    }
    const others = (await Promise.all(this.others.map((name) => this.read(name)))).filter((pod) => pod !== undefined);
    const standing = bears(own) && epochOf(own) === epoch;
    const newer = [...bears(own) ? [] : [own], ...others].find((pod) => epochOf(pod) > epoch);
    if (newer && !regardless) {
      return { ...NOTHING, newer: newer.metadata.name };
    }
    // Once it bears the label, only what somebody else has put there has to go.
    const overrule = standing ? others.filter(bears) : others;
    const claim = `${epoch} ${randomBytes(4).toString('hex')}`;
    await Promise.all(wanted() ? overrule.map((pod) => this.write(pod, bears(pod) ? null : undefined, claim)) : []);
    if (!standing && wanted()) {
      await this.write(own, PRIMARY, claim);
    }
    return { changed: !standing || overrule.length > 0 };
  }

  /** Gives the own pod this label, or none; whatever it is now. */
  public async bear(role: typeof REPLICA | undefined): Promise<void> {
    const change = { metadata: { labels: { [POD_LABELS.role]: role ?? null } } };
    await this.api.patch(await this.path(this.own), change, { accept: METADATA_ONLY });
  }

  /** Nothing is asked any longer. */
  public close(): void {
    this.api.close();
  }

  private async read(name: string): Promise<ApiObject | undefined> {
    try {
      return await this.api.get(await this.path(name), { accept: METADATA_ONLY });
    } catch (failure) {
      if (failure instanceof KubernetesNotFound) {
        return undefined; // and a pod of that name that comes later bears no label
      }
      throw failure;
    }
  }

  /** @param role null to take it off, undefined to leave it */
  private async write(pod: ApiObject, role: string | null | undefined, claim: string): Promise<void> {
    const { name, resourceVersion } = pod.metadata;
    const labels = role === undefined ? {} : { labels: { [POD_LABELS.role]: role } };
    const change = { metadata: { resourceVersion, ...labels, annotations: { [ROLE_EPOCH_ANNOTATION]: claim } } };
    await this.api.patch(await this.path(name), change, { accept: METADATA_ONLY });
  }

  private async path(name: string): Promise<string> {
    return `/api/v1/namespaces/${await this.api.namespace()}/pods/${name}`;
  }
}

function bears({ metadata }: ApiObject): boolean {
  return metadata.labels?.[POD_LABELS.role] === PRIMARY;
}

/** -1 for a pod nobody has claimed anything on. */
function epochOf({ metadata }: ApiObject): number {
  const epoch = Number.parseInt(metadata.annotations?.[ROLE_EPOCH_ANNOTATION] ?? '', 10);
  return Number.isNaN(epoch) ? -1 : epoch;
}
