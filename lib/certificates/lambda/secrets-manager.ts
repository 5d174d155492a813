import { createHash } from 'node:crypto';
import {
  GetSecretValueCommand, PutSecretValueCommand, ResourceExistsException, ResourceNotFoundException, type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { SecretStore } from '../upkeep';

/** Secrets of AWS Secrets Manager, by ARN. */
export class SecretsManagerStore implements SecretStore {
  constructor(private readonly client: SecretsManagerClient) {}

  public async read(id: string): Promise<string | undefined> {
    try {
      const { SecretString: text } = await this.client.send(new GetSecretValueCommand({ SecretId: id }));
      return text;
    } catch (failure) {
      if (failure instanceof ResourceNotFoundException) {
        return undefined; // a secret is made without a value
      }
      throw failure;
    }
  }

  public async write(id: string, text: string): Promise<void> {
    await this.client.send(new PutSecretValueCommand({ SecretId: id, SecretString: text }));
  }

  /**
   * The token is the id of the version. Secrets Manager takes one again only with the same text.
   *
   * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
   */
  public async writeNumbered(id: string, text: string, number: number): Promise<boolean> {
    const token = createHash('sha256').update(`${id} ${number}`).digest('hex');
    try {
      await this.client.send(new PutSecretValueCommand({ SecretId: id, SecretString: text, ClientRequestToken: token }));
      return true;
    } catch (failure) {
      if (failure instanceof ResourceExistsException) {
        return false;
      }
      throw failure;
    }
  }
}
