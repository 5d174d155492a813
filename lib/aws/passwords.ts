/** Bits that cannot be guessed, and no character any configuration file would need quoted. */
export const PASSWORD = { length: 48, excludePunctuation: true } as const;

/** Description of the secret of a user's password. */
export function passwordDescription(user: string): string {
  return `Password of the Redis user ${user}`;
}
