import type { RedisLink } from '../../../lib/redis';

/** What a server itself answers with, as ioredis throws it. */
export class Refusal extends Error {
  public override readonly name = 'ReplyError';
}

/** Records every command and answers what the test says; what it throws, the command rejects with. */
export class FakeLink {
  public readonly calls: string[] = [];

  constructor(private readonly answer: (command: string) => unknown = () => 'OK', private readonly heard?: string[], private readonly name = '') {}

  public call(...words: (string | number)[]): Promise<unknown> {
    const command = words.join(' ');
    this.calls.push(command);
    this.heard?.push(`${this.name}${command}`);
    try {
      return Promise.resolve(this.answer(command));
    } catch (failure) {
      return Promise.reject(failure instanceof Error ? failure : new Error(String(failure)));
    }
  }

  public close(): void {
    this.calls.push('closed');
  }

  public get link(): RedisLink {
    return this as unknown as RedisLink;
  }
}
