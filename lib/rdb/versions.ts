import type { RdbHeader } from './header';

/**
 * From which version of an engine on it writes, and so reads, a version of the format.
 *
 * Redis: `RDB_VERSION` in src/rdb.h at tags 5.0.0, 7.0.0, 7.2.0, 7.4.0, for 8.6 and later librdb's change log (2.2.0, 2.3.0)
 * and what is reported of 8.10. Valkey: `RDB_VERSION_MAP` in its src/rdb.h.
 */
const WRITTEN: Readonly<Record<string, readonly (readonly [engine: string, rdb: number])[]>> = {
  redis: [['5.0', 9], ['7.0', 10], ['7.2', 11], ['7.4', 12], ['8.6', 13], ['8.8', 14], ['8.10', 15]],
  valkey: [['7.2', 11], ['9.0', 80], ['9.2', 81]],
};
/** Redis' own versions after it left the licence both had; Valkey refuses them, as Redis refuses Valkey's. */
const FOREIGN = { from: 12, to: 79 };

/**
 * Why that engine cannot load that file, before it is downloaded; undefined when it can, or when nothing is known here that
 * speaks against it. The configuration may still matter: modules, the number of databases.
 *
 * @param engine `redis` or `valkey`, and its version, for example `8.0` or `7.0.15`
 */
export function rdbProblem({ magic, version }: RdbHeader, engine: { readonly family: string; readonly version: string }):
string | undefined {
  const table = WRITTEN[engine.family];
  if (!table) {
    return `engine "${engine.family}" is none this version knows: use redis or valkey`;
  }
  const name = `${engine.family === 'redis' ? 'Redis' : 'Valkey'} ${engine.version}`;
  const file = `an RDB file of version ${version}`;
  if (engine.family === 'redis' && (magic === 'VALKEY' || version > FOREIGN.to)) {
    return `${name} cannot load ${file} that Valkey wrote: restore it with Valkey ${firstThatWrites('valkey', version)}`;
  }
  if (engine.family === 'valkey' && magic === 'REDIS' && version >= FOREIGN.from && version <= FOREIGN.to) {
    return `${name} does not load ${file}, which Redis ${firstThatWrites('redis', version)} writes: restore it with Redis, `
      + 'or copy its keys one by one';
  }
  const index = table.filter(([first]) => compare(engine.version, first) >= 0).length - 1;
  const newest = table[index]?.[1] ?? 0;
  if (version <= newest || (index === table.length - 1 && !isListed(table, engine.version))) {
    return undefined;
  }
  return `${name} loads RDB files up to version ${newest}, this one is of version ${version}: restore it with `
    + `${engine.family === 'redis' ? 'Redis' : 'Valkey'} ${firstThatWrites(engine.family, version)}`;
}

/** Of engines newer than all of these it is not known what they can. */
function isListed(table: readonly (readonly [string, number])[], version: string): boolean {
  return compare(version, table.at(-1)![0]) <= 0;
}

function firstThatWrites(family: string, rdb: number): string {
  const first = WRITTEN[family]!.find(([, written]) => written >= rdb)?.[0];
  return first === undefined ? `newer than ${WRITTEN[family]!.at(-1)![0]}` : `${first} or newer`;
}

/** By major and minor version only. */
function compare(left: string, right: string): number {
  const [a, b] = [left, right].map((version) => version.split('.').map((part) => parseInt(part, 10) || 0));
  return (a![0]! - b![0]!) || ((a![1] ?? 0) - (b![1] ?? 0));
}
