/** What `kubectl` and GitOps tools take for a manifest of nothing. */
const EMPTY_LIST = { apiVersion: 'v1', kind: 'List', items: [] } as const;

/** A plan that lies among manifests: they read every JSON file of a folder, and refuse one without a kind. */
export function asEmptyList<T extends object>(value: T): T & typeof EMPTY_LIST {
  return { ...EMPTY_LIST, ...value };
}

/** What somebody wrote, without that dress; anything else stays as it is. */
export function withoutEmptyList(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || (value as { kind?: unknown }).kind !== EMPTY_LIST.kind) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).filter(([key]) => !(key in EMPTY_LIST)));
}
