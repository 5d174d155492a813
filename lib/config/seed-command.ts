/**
 * Command that seeds a node and then becomes its server: a server that was started so runs from the beginning as far as
 * whoever started it can tell, however long the download takes, and a seed that fails is a server that ended.
 *
 * @param seed words of the program that seeds, see `lib/agent/seed-main.ts`
 * @param server words of the server, its program by its path
 */
export function seededCommand(seed: string[], server: string[]): string[] {
  return ['/bin/sh', '-c', `${words(seed)} && exec ${words(server)}`];
}

function words(command: string[]): string {
  return command.map((word) => (/^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll('\'', '\'\\\'\'')}'`)).join(' ');
}
