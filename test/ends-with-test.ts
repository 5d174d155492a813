/**
 * Program and arguments for `spawn`, so that what is started ends with the process of its test, however that ends. Its process
 * id is that of the program itself.
 */
export function endsWithTest(program: string, args: readonly string[]): [program: string, args: string[]] {
  return ['setpriv', ['--pdeathsig', 'KILL', '--', program, ...args]];
}
