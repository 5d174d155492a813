export interface Statement {
  readonly Effect: string;
  readonly Action?: string | string[];
  readonly Resource?: string | string[];
  readonly Condition?: Record<string, Record<string, string | string[]>>;
}

/**
 * Whether a role may do this, so that user data and agent run with exactly the
 * rights the template gives them. Conditions are not evaluated.
 */
export function allowed(statements: Statement[], action: string, resource: string): boolean {
  const matching = statements.filter(statement =>
    [statement.Action ?? []].flat().some(pattern => matches(pattern, action))
    // A call with no single resource (Describe*) is judged by its action alone.
    && (resource === '*' || [statement.Resource ?? []].flat().some(pattern => matches(pattern, resource))));
  return matching.some(statement => statement.Effect === 'Allow') && !matching.some(statement => statement.Effect === 'Deny');
}

function matches(pattern: string, text: string): boolean {
  const expression = pattern.split('*').map(part => part.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('?', '.')).join('.*');
  return new RegExp(`^${expression}$`, 'i').test(text);
}
