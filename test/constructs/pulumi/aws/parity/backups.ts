/** What matters about a bucket for backups and a schedule, whatever framework made them: title to value. */
export type BackupFacts = Record<string, unknown>;

const listed = (value: unknown): unknown[] => [value].flat().sort();

/** Statements by what they mean: one action on one thing each, in order, whatever their ids and how they are grouped. */
export function grantsOf(statements: any[]): string[] {
  return [...new Set(statements.flatMap(({ Effect, Principal, Action, Resource, Condition }) =>
    listed(Action).flatMap((action) => listed(Resource).map((resource) =>
      JSON.stringify([Effect, Principal, action, resource, conditionsOf(Condition)])))))].sort();
}

export function conditionsOf(condition: Record<string, Record<string, unknown>> = {}): unknown {
  return Object.entries(condition).map(([operator, operands]) =>
    [operator, Object.entries(operands).map(([key, value]) => [key, listed(value)])]);
}
