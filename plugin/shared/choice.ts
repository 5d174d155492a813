import { Output } from '@pulumi/pulumi';

/**
 * What TypeScript chooses by a static function (`Tls.plaintext()`) is, in other languages, an object with one field of that name
 * (`tls: { plaintext: true }`): none of their types is a class with functions.
 *
 * @param field as the user typed it
 * @param makers what each of the fields makes
 * @throws Error for none of them, for several, and for one that is not known
 */
export function chosen<Choice extends object, Made>(
  field: string, choice: Choice | undefined,
  makers: { readonly [Name in keyof Required<Choice>]: (given: Required<Choice>[Name]) => Made },
): Made | undefined {
  if (choice === undefined) {
    return undefined;
  }
  if (Output.isInstance(choice)) {
    throw new Error(`${field}: is an output as a whole, and which of its fields is given is needed while the program runs; give an object`);
  }
  const given = Object.entries(choice).filter(([, value]) => value !== undefined && value !== false);
  const [[name, value] = ['', undefined]] = given;
  const names = Object.keys(makers);
  if (given.length !== 1 || !names.includes(name)) {
    const got = given.map(([each]) => each).join(' and ');
    throw new Error(`${field}: got ${got || 'none of its fields'}; give exactly one of ${names.join(', ')}`);
  }
  return makers[name as keyof Choice](value as Required<Choice>[keyof Choice]);
}
