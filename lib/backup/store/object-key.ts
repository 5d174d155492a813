/** S3 allows 1024 bytes for a whole name, file systems 255 for one part of it; a draft's name adds some. */
const LONGEST_KEY = 700;
const LONGEST_PART = 180;
/** Nothing that a shell, a URL or a file system reads in a way of its own; a leading dot marks what is no object (drafts). */
const PART = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** Whether an object may have that name: parts of letters, digits, `.`, `_` and `-` with single slashes between them. */
export function isObjectKey(key: string): boolean {
  return key.length <= LONGEST_KEY && key.split('/').every((part) => part.length <= LONGEST_PART && PART.test(part));
}

/** @throws when it is no name for an object, such as one that would lead out of the store's folder */
export function checkKey(key: string): void {
  if (!isObjectKey(key)) {
    throw new Error(`${JSON.stringify(key)} is no name for an object of a store: it needs parts of letters, digits, ".", "_" and "-" that do not `
      + `begin with a dot, with single slashes between them, at most ${LONGEST_PART} characters each and ${LONGEST_KEY} together`);
  }
}

/** @throws when no object's name can begin so */
export function checkPrefix(prefix: string): void {
  if (prefix !== '') {
    // What follows the last slash may be the beginning of a part, or nothing.
    checkKey(prefix.endsWith('/') ? prefix.slice(0, -1) : prefix);
  }
}
