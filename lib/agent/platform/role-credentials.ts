import type { Credentials } from './aws-signature';
import type { InstanceMetadata } from './ec2-metadata';

/** Keys are asked for again this long before they expire. */
const RENEW_MS = 300_000;

/** The keys of an instance's role, asked for again before they expire. */
export class RoleCredentials {
  private keys?: { readonly credentials: Credentials; readonly until: number };

  constructor(private readonly metadata: InstanceMetadata) {}

  /** @throws Error when the instance has no role, or its metadata cannot be read */
  public async get(): Promise<Credentials> {
    if (!this.keys || Date.now() >= this.keys.until) {
      const role = await this.metadata.get('iam/security-credentials/');
      const text = role && await this.metadata.get(`iam/security-credentials/${role.trim()}`);
      if (!text) {
        throw new Error('the instance has no role');
      }
      const { AccessKeyId, SecretAccessKey, Token, Expiration } = JSON.parse(text) as Record<string, string>;
      this.keys = {
        credentials: { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: Token! },
        until: Date.parse(Expiration!) - RENEW_MS,
      };
    }
    return this.keys.credentials;
  }

  /** They did not work: the next caller asks anew. */
  public forget(): void {
    this.keys = undefined;
  }
}
