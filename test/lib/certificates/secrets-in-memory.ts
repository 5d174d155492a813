import type { SecretStore } from '../../../lib/certificates/upkeep';

/** Secrets Manager as far as it matters here: a number is taken once, unless with the same text. */
export class SecretsInMemory implements SecretStore {
  public readonly texts = new Map<string, string>();
  /** Secrets that were written to, in order. */
  public readonly writes: string[] = [];
  private readonly numbered = new Map<string, string>();

  public async read(id: string): Promise<string | undefined> {
    return this.texts.get(id);
  }

  public async write(id: string, text: string): Promise<void> {
    this.writes.push(id);
    this.texts.set(id, text);
  }

  public async writeNumbered(id: string, text: string, number: number): Promise<boolean> {
    const key = `${id} ${number}`;
    const before = this.numbered.get(key);
    if (before !== undefined) {
      return before === text;
    }
    this.numbered.set(key, text);
    await this.write(id, text);
    return true;
  }
}
