/**
 * Name of a library of functions, from the first line of its source: `#!lua name=mylib`.
 *
 * @returns empty when there is none, which no server accepts
 */
export function libraryName(source: Buffer): string {
  const end = source.indexOf(10);
  const line = source.toString('utf8', 0, end < 0 ? source.length : end);
  const name = /^#!.*?\sname=(?:"([^"]*)"|'([^']*)'|(\S+))/i.exec(line);
  return name?.[1] ?? name?.[2] ?? name?.[3] ?? '';
}
