/** A value as a double-quoted word of redis.conf or sentinel.conf. */
export function quoted(value: string): string {
  if (/[\r\n\0]/.test(value)) {
    throw new Error('a password or path in a configuration file must not contain line breaks or NUL');
  }
  return `"${value.replace(/[\\"]/g, (character) => `\\${character}`)}"`;
}
