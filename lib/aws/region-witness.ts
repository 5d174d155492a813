import { InvalidInput } from '../model';

/** @throws InvalidInput for what is no URL of a store of region records */
export function requireWitnessUrl(url: string): string {
  if (!/^https?:\/\/[^/\s]+/.test(url)) {
    throw new InvalidInput('witness.url', `got "${url}"`, 'give a literal that begins with https://');
  }
  return url;
}
