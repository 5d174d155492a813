import { CERTIFICATE_FILES, certificatesIn } from '../../certificates';
import type { IssuerSettings } from '../../certificates/issuer-settings';
import type { SecretStore } from '../../certificates/upkeep';
import { NEVER_PRUNED, POD_LABELS } from '../../config';
import { KubernetesConflict, KubernetesNotFound, type ApiObject, type KubernetesApi } from './kubernetes-api';

/** Key of the authorities in a Secret that no pod mounts. */
const AUTHORITIES = 'authorities.json';

type SecretNames = Pick<IssuerSettings, 'deployment' | 'authoritySecretId' | 'certificateSecretId' | 'caSecretId'>;
type SecretData = Record<string, string>;

/** Secrets of the namespace, made when they are missing. Nothing here deletes one. */
export class KubernetesSecrets implements SecretStore {
  constructor(private readonly names: SecretNames, private readonly api: KubernetesApi) {}

  public async read(id: string): Promise<string | undefined> {
    const standing = await this.get(id);
    return standing && this.textOf(id, standing);
  }

  /** In one change, so that nobody who mounts it meets a key with another one's certificate. */
  public async write(id: string, text: string): Promise<void> {
    const data = this.dataOf(id, text);
    if (await this.get(id) || !await this.create(id, data)) {
      await this.api.patch(`${await this.path()}/${id}`, { data });
    }
  }

  /** The API takes the change only of somebody who saw the Secret as it still is. */
  public async writeNumbered(id: string, text: string, number: number): Promise<boolean> {
    const standing = await this.get(id);
    const data = this.dataOf(id, text);
    if (!standing) {
      return this.create(id, data);
    }
    if (numberOf(this.textOf(id, standing)) >= number) {
      return false;
    }
    const { resourceVersion } = standing.metadata;
    return unlessConflict(this.api.patch(`${await this.path()}/${id}`, { metadata: { resourceVersion }, data }));
  }

  private async get(id: string): Promise<ApiObject | undefined> {
    try {
      return await this.api.get(`${await this.path()}/${id}`);
    } catch (failure) {
      if (failure instanceof KubernetesNotFound) {
        return undefined;
      }
      throw failure;
    }
  }

  /** @returns false when somebody else was first */
  private async create(id: string, data: SecretData): Promise<boolean> {
    const { deployment, certificateSecretId } = this.names;
    return unlessConflict(this.api.post(await this.path(), {
      apiVersion: 'v1', kind: 'Secret', type: id === certificateSecretId ? 'kubernetes.io/tls' : 'Opaque',
      metadata: { name: id, labels: { [POD_LABELS.instance]: deployment }, annotations: { ...NEVER_PRUNED } }, data,
    }));
  }

  private async path(): Promise<string> {
    return `/api/v1/namespaces/${await this.api.namespace()}/secrets`;
  }

  /** Undefined where it has no key of ours, as one that some tool has made empty. */
  private textOf(id: string, { data }: ApiObject): string | undefined {
    const texts = Object.fromEntries(Object.entries((data ?? {}) as SecretData)
      .map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
    switch (id) {
      case this.names.authoritySecretId:
        return texts[AUTHORITIES];
      case this.names.caSecretId:
        return texts[CERTIFICATE_FILES.ca];
      default:
        return JSON.stringify(texts);
    }
  }

  private dataOf(id: string, text: string): SecretData {
    const encoded = (value: string): string => Buffer.from(value).toString('base64');
    switch (id) {
      case this.names.authoritySecretId:
        return { [AUTHORITIES]: encoded(text) };
      case this.names.caSecretId:
        return { [CERTIFICATE_FILES.ca]: encoded(text) };
      default: {
        const { ca, cert, key } = certificatesIn(text, id);
        return {
          [CERTIFICATE_FILES.ca]: encoded(ca), [CERTIFICATE_FILES.cert]: encoded(cert), [CERTIFICATE_FILES.key]: encoded(key),
        };
      }
    }
  }
}

/** @returns false when what was there has changed meanwhile */
async function unlessConflict(change: Promise<unknown>): Promise<boolean> {
  try {
    await change;
    return true;
  } catch (failure) {
    if (failure instanceof KubernetesConflict) {
      return false;
    }
    throw failure;
  }
}

/** Of the text of an authorities' Secret; 0 for none. */
function numberOf(text: string | undefined): number {
  return text === undefined ? 0 : (JSON.parse(text) as { number: number }).number;
}
