import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ec2PlatformConfig } from '../../config';
import { writeAtomically } from '../write-atomically';
import { AwsCallFailed, type AwsCli } from './aws-cli';
import type { Marker, Platform } from './platform';

/** Items of the coordination table, by partition key. */
const MARKER = 'marker';
const LOCK = 'lock';
/** The lock of replacements, kept apart from the agents' own: it is held for as long as a node takes to come back. */
export const REPLACEMENT_LOCK = 'replacement-lock';

/** Passwords are asked for again when what is remembered is older. */
const SECRETS_FRESH_MS = 3_600_000;

type Item = Record<string, { S?: string; N?: string }>;

/** Secrets Manager and DynamoDB, through the AWS CLI. */
export class Ec2Platform implements Platform {
  private readonly remembered: string;

  /**
   * @param runDir on a file system that does not survive a reboot: passwords are remembered in it, so that a Redis
   * that crashed comes back while Secrets Manager cannot be reached
   */
  constructor(private readonly config: Ec2PlatformConfig, runDir: string, private readonly aws: AwsCli) {
    this.remembered = join(runDir, 'secrets.json');
  }

  public async secrets(): Promise<Record<string, string>> {
    const wanted = Object.keys(this.config.secretIds).sort().join(' ');
    const known = await this.recall();
    const complete = known !== undefined && Object.keys(known.secrets).sort().join(' ') === wanted;
    if (complete && known.ageMs < SECRETS_FRESH_MS) {
      return known.secrets;
    }
    try {
      const secrets = Object.fromEntries(await Promise.all(
        Object.entries(this.config.secretIds).map(async ([user, id]) => [user, await this.fetch(id)] as const)));
      await writeAtomically(this.remembered, JSON.stringify(secrets), { mode: 0o600, durable: false });
      return secrets;
    } catch (failure) {
      if (complete) {
        return known.secrets;
      }
      throw failure;
    }
  }

  public async readMarker(): Promise<Marker | undefined> {
    const item = await this.item(MARKER);
    return item && { deploymentId: item.deploymentId!.S!, createdAt: item.createdAt!.S! };
  }

  public async claimMarker(marker: Marker): Promise<Marker> {
    const created = await this.put(
      { pk: { S: MARKER }, deploymentId: { S: marker.deploymentId }, createdAt: { S: marker.createdAt } },
      'attribute_not_exists(pk)',
    );
    return created ? marker : (await this.readMarker())!;
  }

  public async acquireLock(holder: string, ttlSeconds: number, key = LOCK): Promise<boolean> {
    const now = Math.floor(Date.now() / 1000);
    return this.put(
      { pk: { S: key }, holder: { S: holder }, expiresAt: { N: String(now + Math.ceil(ttlSeconds)) } },
      'attribute_not_exists(pk) OR expiresAt < :now OR holder = :me',
      { ':now': { N: String(now) }, ':me': { S: holder } },
    );
  }

  public async releaseLock(holder: string, key = LOCK): Promise<void> {
    await this.conditional(['dynamodb', 'delete-item', '--key', JSON.stringify({ pk: { S: key } })],
      'holder = :me', { ':me': { S: holder } });
  }

  /** Who has a lock that has not expired, undefined for nobody. */
  public async lockHolder(key = LOCK): Promise<string | undefined> {
    const item = await this.item(key);
    return item && Number(item.expiresAt?.N) >= Date.now() / 1000 ? item.holder?.S : undefined;
  }

  private async fetch(secretId: string): Promise<string> {
    const answer = await this.aws(['secretsmanager', 'get-secret-value', '--secret-id', secretId]) as { SecretString: string };
    return answer.SecretString;
  }

  private async recall(): Promise<{ secrets: Record<string, string>; ageMs: number } | undefined> {
    try {
      const secrets = JSON.parse(await readFile(this.remembered, 'utf8')) as Record<string, string>;
      return { secrets, ageMs: Date.now() - (await stat(this.remembered)).mtimeMs };
    } catch {
      return undefined; // not there, or not readable: it is asked for
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
