import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { certificatesIn, type Certificates } from '../../certificates';
import { EC2_TABLE, type Ec2PlatformConfig } from '../../config';
import { canonicalJson } from '../../plan';
import { writeAtomically } from '../write-atomically';
import { AwsCallFailed, type AwsCli } from './aws-cli';
import type { Marker, Platform, RoleMarker } from './platform';

/** What is kept of Secrets Manager's answers. */
interface Remembered {
  readonly secretIds: Record<string, string>;
  readonly secrets: Record<string, string>;
}

/** Likewise of the certificates, in a file of its own: they change by themselves, and one may be read while the other cannot. */
interface RememberedCertificates {
  readonly secretId: string;
  readonly certificates: Certificates;
}

type Item = Record<string, { S?: string; N?: string }>;

/** Secrets Manager and DynamoDB, through the AWS CLI. */
export class Ec2Platform implements Platform {
  private readonly remembered: string;
  private readonly rememberedCertificates: string;

  /**
   * @param runDir on a file system that does not survive a reboot: passwords are remembered in it, so that a Redis
   * that crashed comes back while Secrets Manager cannot be reached
   */
  constructor(private readonly config: Ec2PlatformConfig, runDir: string, private readonly aws: AwsCli) {
    this.remembered = join(runDir, 'secrets.json');
    this.rememberedCertificates = join(runDir, 'certificates.json');
  }

  /** What is remembered, whatever its age: a Redis or agent that starts waits for AWS only when it has nothing. */
  public async secrets(): Promise<Record<string, string>> {
    return await this.recall() ?? await this.refreshSecrets();
  }

  /** Asks Secrets Manager and remembers the answers for the next start. */
  public async refreshSecrets(): Promise<Record<string, string>> {
    const { secretIds } = this.config;
    const secrets = Object.fromEntries(await Promise.all(
      Object.entries(secretIds).map(async ([user, id]) => [user, await this.fetch(id)] as const)));
    await writeAtomically(this.remembered, JSON.stringify({ secretIds, secrets }), { mode: 0o600, durable: false });
    return secrets;
  }

  /** What is remembered, as with the passwords; the caretaker asks Secrets Manager every hour. */
  public async certificates(): Promise<Certificates> {
    return await this.recallCertificates() ?? await this.refreshCertificates();
  }

  /**
   * Asks Secrets Manager and remembers the answer.
   *
   * @throws Error when no secret is known, or it holds something else
   */
  public async refreshCertificates(): Promise<Certificates> {
    const { certificateSecretId: secretId } = this.config;
    if (secretId === undefined) {
      throw new Error('the plan wants TLS, and the pointer names no secret with certificates: deploy plan and pointer together');
    }
    const text = await this.fetch(secretId);
    const known: RememberedCertificates = { secretId, certificates: certificatesIn(text, `secret ${secretId}`) };
    await writeAtomically(this.rememberedCertificates, JSON.stringify(known), { mode: 0o600, durable: false });
    return known.certificates;
  }

  public async readMarker(): Promise<Marker | undefined> {
    const item = await this.item(EC2_TABLE.marker);
    return item && { deploymentId: item.deploymentId!.S!, createdAt: item.createdAt!.S! };
  }

  public async claimMarker(marker: Marker): Promise<Marker> {
    const created = await this.put(
      { pk: { S: EC2_TABLE.marker }, deploymentId: { S: marker.deploymentId }, createdAt: { S: marker.createdAt } },
      'attribute_not_exists(pk)',
    );
    return created ? marker : (await this.readMarker())!;
  }

  public async readRole(): Promise<RoleMarker | undefined> {
    const item = await this.item(EC2_TABLE.role);
    return item && {
      primary: item.primary!.S!, epoch: Number(item.epoch!.N), changedAt: item.changedAt!.S!, by: item.by!.S!,
      ...(item.previous ? { previous: item.previous.S! } : {}),
    };
  }

  public async claimRole(next: RoleMarker, seen = next.epoch - 1): Promise<RoleMarker | undefined> {
    const item = {
      pk: { S: EC2_TABLE.role }, primary: { S: next.primary }, epoch: { N: String(next.epoch) },
      changedAt: { S: next.changedAt }, by: { S: next.by },
      ...(next.previous === undefined ? {} : { previous: { S: next.previous } }),
    };
    if (next.epoch <= seen) {
      return this.readRole();
    }
    const won = seen === 0
      ? await this.put(item, 'attribute_not_exists(pk)')
      : await this.put(item, 'epoch = :before', { ':before': { N: String(seen) } });
    return won ? next : this.readRole();
  }

  /**
   * Takes the deployment-wide lock of replacements and changes unless another holder's has not expired.
   *
   * @param ttlSeconds after which a holder that did not renew has lost it
   * @returns whether `holder` has the lock now
   */
  public async acquireLock(holder: string, ttlSeconds: number): Promise<boolean> {
    const now = Math.floor(Date.now() / 1000);
    return this.put(
      { pk: { S: EC2_TABLE.replacementLock }, holder: { S: holder }, expiresAt: { N: String(now + Math.ceil(ttlSeconds)) } },
      'attribute_not_exists(pk) OR expiresAt < :now OR holder = :me',
      { ':now': { N: String(now) }, ':me': { S: holder } },
    );
  }

  /** Gives the lock back; does nothing when `holder` does not have it. */
  public async releaseLock(holder: string): Promise<void> {
    await this.conditional(['dynamodb', 'delete-item', '--key', JSON.stringify({ pk: { S: EC2_TABLE.replacementLock } })],
      'holder = :me', { ':me': { S: holder } });
  }

  /** Who has the lock, undefined for nobody or when it has expired. */
  public async lockHolder(): Promise<string | undefined> {
    const item = await this.item(EC2_TABLE.replacementLock);
    return item && Number(item.expiresAt?.N) >= Date.now() / 1000 ? item.holder?.S : undefined;
  }

  private async fetch(secretId: string): Promise<string> {
    const answer = await this.aws(['secretsmanager', 'get-secret-value', '--secret-id', secretId]) as { SecretString: string };
    return answer.SecretString;
  }

  /** Only of the very secrets wanted: another id for the same user is another password. */
  private async recall(): Promise<Record<string, string> | undefined> {
    try {
      const { secretIds, secrets } = JSON.parse(await readFile(this.remembered, 'utf8')) as Remembered;
      return canonicalJson(secretIds) === canonicalJson(this.config.secretIds) ? secrets : undefined;
    } catch {
      return undefined; // not there, or not readable: it is asked for
    }
  }

  private async recallCertificates(): Promise<Certificates | undefined> {
    try {
      const { secretId, certificates } = JSON.parse(await readFile(this.rememberedCertificates, 'utf8')) as RememberedCertificates;
      return secretId === this.config.certificateSecretId ? certificates : undefined;
    } catch {
      return undefined;
    }
  }

  private async item(key: string): Promise<Item | undefined> {
    const answer = await this.aws([
      'dynamodb', 'get-item', '--table-name', this.config.coordinationTable, '--consistent-read',
      '--key', JSON.stringify({ pk: { S: key } }),
    ]) as { Item?: Item } | undefined;
    return answer?.Item;
  }

  private put(item: Item, condition: string, values?: Item): Promise<boolean> {
    return this.conditional(['dynamodb', 'put-item', '--item', JSON.stringify(item)], condition, values);
  }

  /** @returns false when the condition did not hold */
  private async conditional(call: string[], condition: string, values?: Item): Promise<boolean> {
    try {
      await this.aws([
        ...call, '--table-name', this.config.coordinationTable, '--condition-expression', condition,
        ...(values ? ['--expression-attribute-values', JSON.stringify(values)] : []),
      ]);
      return true;
    } catch (failure) {
      if (failure instanceof AwsCallFailed && failure.code === 'ConditionalCheckFailedException') {
        return false;
      }
      throw failure;
    }
  }
}
