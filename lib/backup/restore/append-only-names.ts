import { InvalidInput } from '../../model';

/** Names of append-only files as redis.conf has them; a server looks for no others. */
export interface AppendOnlyNames {
  /** `appenddirname` of redis.conf. @default appendonlydir */
  readonly appendDirName?: string;
  /** `appendfilename` of redis.conf. @default appendonly.aof */
  readonly appendFileName?: string;
}

/** With defaults. @throws InvalidInput for a name that is no plain file name */
export function appendOnlyNames(names: AppendOnlyNames): Required<AppendOnlyNames> {
  const { appendDirName = 'appendonlydir', appendFileName = 'appendonly.aof' } = names;
  for (const [setting, name] of Object.entries({ appenddirname: appendDirName, appendfilename: appendFileName })) {
    // Others would have to be quoted in the list of append-only files.
    if (!/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/.test(name)) {
      throw new InvalidInput(setting, `got "${name}"`, 'use letters, digits, dots, dashes and underscores');
    }
  }
  return { appendDirName, appendFileName };
}
