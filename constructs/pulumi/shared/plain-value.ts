import { Output, Resource } from '@pulumi/pulumi';
import { InvalidInput } from '../../../lib/model';

/**
 * Refuses what is only known once something is deployed, however deep it is: what shapes a plan is read before anything is.
 *
 * @param field as the user typed it; deeper ones are named by their path
 * @throws InvalidInput for an Output, a Promise or a resource
 */
export function requirePlain(field: string, value: unknown): void {
  if (Output.isInstance(value) || value instanceof Promise || Resource.isInstance(value)) {
    throw new InvalidInput(field, 'is an output, and is needed while the program runs: a plan is made and checked before anything is deployed',
      'give a plain value, for example one of the stack\'s configuration');
  }
  if (Array.isArray(value)) {
    value.forEach((member, index) => requirePlain(`${field}[${index}]`, member));
  } else if (value !== null && typeof value === 'object') {
    for (const [key, member] of Object.entries(value)) {
      requirePlain(field === '' ? key : `${field}.${key}`, member);
    }
  }
}

/** Arguments that all are plain, by their names. @throws InvalidInput for an output */
export function allPlain<T extends object>(fields: T): T {
  requirePlain('', fields);
  return fields;
}
