export interface Statement {
  readonly Effect: string;
  readonly Action?: string | string[];
  readonly Resource?: string | string[];
  readonly Condition?: Record<string, Record<string, string | string[]>>;
}

/** Something a call is about, with its tags. */
export interface Target {
  readonly arn: string;
  readonly tags?: Record<string, string>;
}

const TAG = 'aws:ResourceTag/';

/**
 * Whether a role may do this, so that user data and agent run with exactly the
 * rights the template gives them. Of the conditions, those on resource tags are
 * evaluated; the others are taken as met.
 */
export function allowed(statements: Statement[], action: string, target: Target): boolean {
  const matching = statements.filter(statement =>
    [statement.Action ?? []].flat().some(pattern => matches(pattern, action))
    && [statement.Resource ?? []].flat().some(pattern => matches(pattern, target.arn))
    && tagged(statement, target));
  return matching.some(statement => statement.Effect === 'Allow') && !matching.some(statement => statement.Effect === 'Deny');
}

function tagged(statement: Statement, target: Target): boolean {
  return Object.entries(statement.Condition?.StringEquals ?? {})
    .filter(([key]) => key.startsWith(TAG))
    .every(([key, values]) => [values].flat().includes(target.tags?.[key.slice(TAG.length)] ?? ''));
}

function matches(pattern: string, text: string): boolean {
  const expression = pattern.split('*').map(part => part.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('?', '.')).join('.*');
  return new RegExp(`^${expression}$`, 'i').test(text);
}
