import { freshNonce, matches, sign } from './authenticity';

/** How long a challenge may be answered, in milliseconds. */
const CHALLENGE_MS = 10_000;

/**
 * Questions that an order must answer. They carry their own proof, so that asking for many uses up nothing; only those
 * that were answered well are kept until they expire, so that no order counts twice.
 */
export class Challenges {
  private readonly used = new Map<string, number>();

  constructor(private readonly key: Buffer, private readonly node: string) {}

  public give(now: number): string {
    const expires = String(now + CHALLENGE_MS);
    const random = freshNonce();
    return [expires, random, this.proof(expires, random)].join('.');
  }

  /** Whether that order was signed for a challenge of this node, in time and for the first time. */
  public accepts(nonce: string, mac: string, verb: string, word: string, now: number): boolean {
    const [expires = '', random = '', proof = ''] = nonce.split('.');
    if (!matches(this.proof(expires, random), proof) || !(Number(expires) >= now) || this.used.has(nonce)
      || !matches(sign(this.key, verb, nonce, word), mac)) {
      return false;
    }
    [...this.used].filter(([, until]) => until < now).forEach(([old]) => this.used.delete(old));
    this.used.set(nonce, Number(expires));
    return true;
  }

  private proof(expires: string, random: string): string {
    return sign(this.key, 'challenge', this.node, expires, random);
  }
}
