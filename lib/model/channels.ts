import { InvalidInput } from './invalid';

/** Sentinels tell each other here who is primary, on the data nodes; whoever may publish here decides that. */
export const HELLO_CHANNEL = '__sentinel__:hello';

/** What applications may publish and subscribe to unless the spec says otherwise. */
export const DEFAULT_APP_CHANNELS = ['[^_]*', '__key*'];

/**
 * @throws InvalidInput for a pattern that is no word, or that covers the Sentinels' own channel
 */
export function validateAppChannels(patterns: string[]): string[] {
  for (const pattern of patterns) {
    if (!/^\S+$/.test(pattern)) {
      throw new InvalidInput('appChannels', `got "${pattern}"`, 'give patterns without spaces');
    }
    if (globToRegExp(pattern).test(HELLO_CHANNEL)) {
      throw new InvalidInput('appChannels',
        `"${pattern}" covers ${HELLO_CHANNEL}, on which Sentinels tell each other who is primary`,
        'use narrower patterns, such as "[^_]*" for every channel that does not begin with an underscore');
    }
  }
  return patterns;
}

/** Redis's glob: *, ?, [classes] and backslash. @see https://redis.io/commands/psubscribe */
function globToRegExp(pattern: string): RegExp {
  const source = pattern.replace(/\\(.)|\[\^?(?:\\.|[^\]])*\]|[*?]|[.+^${}()|[\]\\]/g, (part: string, escaped?: string) => {
    if (escaped !== undefined) {
      return escaped.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    }
    if (part === '*') {
      return '[\\s\\S]*';
    }
    if (part === '?') {
      return '[\\s\\S]';
    }
    return part.length > 1 ? part : `\\${part}`;
  });
  return new RegExp(`^${source}$`);
}
