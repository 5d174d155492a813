/** Inputs that were not taken by name: none, as far as the compiler knows. */
export type Rest = Readonly<Record<string, never>>;

/**
 * Refuses what nobody takes, instead of deploying without it.
 *
 * @throws Error that names them
 */
export function refuseRest(rest: Rest): void {
  const names = Object.keys(rest).filter((name) => rest[name] !== undefined);
  if (names.length > 0) {
    throw new Error(`${names.join(', ')}: no such input; the schema lists what there is, and docs/pulumi.md what only TypeScript has`);
  }
}

/** Makes what inputs are converted to, and lets a refusal begin with the component's name, as all others do. */
export function converted<T>(component: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { message } = error as Error;
    throw message.startsWith(`${component}: `) ? error : new Error(`${component}: ${message}`, { cause: error });
  }
}
