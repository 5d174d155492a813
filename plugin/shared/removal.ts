/** What becomes of data when the program no longer has it. */
export const DataRemoval = {
  /** It stays where it is (`retainOnDelete`). */
  Retain: 'retain',
  /** It is deleted. */
  Destroy: 'destroy',
} as const;

// Pulumi's schema has enumerations, and no other unions of strings.
export type DataRemoval = typeof DataRemoval[keyof typeof DataRemoval];
