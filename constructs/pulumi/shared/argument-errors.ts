import { InvalidInput } from '../../../lib/model';
import { PlanRefused } from '../../../lib/plan';

/**
 * Runs what may refuse a value, and lets the refusal speak of the component and of the arguments its user typed.
 *
 * @param component name that the user gave the component
 * @param inArgumentNames a message about fields of a spec in the words of the arguments
 * @throws Error `<component>: <argument>: <what is wrong>; <what to do>`
 */
export function namingArguments<T>(component: string, work: () => T, inArgumentNames = (message: string): string => message): T {
  try {
    return work();
  } catch (refusal) {
    if (refusal instanceof InvalidInput || refusal instanceof PlanRefused) {
      throw new Error(`${component}: ${inArgumentNames(refusal.message)}`);
    }
    throw refusal;
  }
}
