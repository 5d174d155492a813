import { createHash } from 'node:crypto';
import { canonicalJson } from '../model';

/** Larger documents are not ours; reading one must not fill the memory. */
export const SEALED_BYTES = 64 * 1024 * 1024;

/**
 * A value with its own checksum: `{"<name>": value, "sha256": "<of the canonical value>"}`. Written in one way only, so that
 * reading can insist on every byte: a bit that flipped where JSON would not notice is found as well.
 */
export function seal(name: string, value: unknown): Buffer {
  return Buffer.from(canonicalJson({ [name]: value, sha256: sha256Of(value) }));
}

/**
 * What `seal` wrote.
 *
 * @throws Error that says what is wrong with the bytes, for people
 */
export function unseal(name: string, bytes: Uint8Array): unknown {
  const sealed = parsed(bytes);
  if (sealed === null || typeof sealed !== 'object' || !Object.hasOwn(sealed, name) || !Object.hasOwn(sealed, 'sha256')) {
    throw new Error(`is no ${name}: its fields "${name}" and "sha256" are not both there`);
  }
  const { [name]: value, sha256 } = sealed as Record<string, unknown>;
  if (sha256Of(value) !== sha256) {
    throw new Error('has other content than its own SHA-256 says');
  }
  if (!seal(name, value).equals(bytes)) {
    throw new Error('has bytes that were not written so: spaces, order or fields differ from the only form it has');
  }
  return value;
}

/** Names one state of a value, for records about it. */
export function sha256Of(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

function parsed(bytes: Uint8Array): unknown {
  let text: string;
  try {
    // A byte order mark is content here: it was not written.
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Error('is not text in UTF-8');
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Error(text === '' ? 'is empty' : 'is not JSON');
  }
}
