import type { Store, StoredObject } from './store';

/** One number of a lease, as it is stored. It is never changed: who goes on takes the next number. */
export interface LeaseNumber {
  /** Who has it, for people. */
  readonly holder: string;
  /** Of one acquisition: the same in all numbers that it went on with. */
  readonly token: string;
  readonly ttlSeconds: number;
  /** It is given back: whoever comes may take the next number at once. */
  readonly released: boolean;
}

/** The newest number of a lease. */
export interface Newest {
  readonly number: number;
  /** By the store's clock. */
  readonly since: Date;
}

const DIGITS = 6;

export function folderOf(name: string): string {
  return `${name}/lease/`;
}

export function keyOf(name: string, number: number): string {
  return `${folderOf(name)}${String(number).padStart(DIGITS, '0')}.json`;
}

/** Everything in a lease's folder that is a number of it, oldest first. */
export async function numbersOf(store: Store, name: string): Promise<Newest[]> {
  const found: Newest[] = [];
  for await (const object of store.list(folderOf(name))) {
    const [, number] = /^(\d+)\.json$/.exec(object.key.slice(folderOf(name).length)) ?? [];
    if (number !== undefined) {
      found.push({ number: Number(number), since: object.modifiedAt });
    }
  }
  return found.sort((a, b) => a.number - b.number);
}

/** @throws ObjectMissing when it has been pruned since */
export async function readNumber(store: Store, name: string, number: number): Promise<LeaseNumber> {
  const key = keyOf(name, number);
  const chunks: Uint8Array[] = [];
  for await (const chunk of await store.read(key)) {
    chunks.push(chunk);
  }
  try {
    const { holder, token, ttlSeconds, released } = JSON.parse(Buffer.concat(chunks).toString()) as Partial<LeaseNumber>;
    if (typeof holder === 'string' && typeof token === 'string' && typeof ttlSeconds === 'number' && ttlSeconds > 0 && typeof released === 'boolean') {
      return { holder, token, ttlSeconds, released };
    }
  } catch {
    // Told below.
  }
  throw new Error(`${store.url} has a damaged lease, ${key}; remove that object when nothing is running that uses it`);
}

export async function writeNumber(store: Store, name: string, number: number, content: LeaseNumber): Promise<boolean> {
  return store.create(keyOf(name, number), Buffer.from(`${JSON.stringify(content)}\n`));
}

/**
 * The time by the store's own clock, which also stamped the lease: of an object made for that and removed again. The clocks of
 * those who hold and those who wait do not matter then.
 */
export async function storeTime(store: Store, name: string, mark: string): Promise<Date> {
  const key = `${folderOf(name)}clock-${mark}`;
  await store.create(key, Buffer.from('what time is it?\n'));
  try {
    let own: StoredObject | undefined;
    for await (const object of store.list(key)) {
      own = object;
    }
    if (!own) {
      throw new Error(`${store.url} does not list ${key}, which has just been written to it; leases need a store that lists what it has`);
    }
    return own.modifiedAt;
  } finally {
    // One that stays is a few bytes; it must not decide over a backup.
    await store.remove(key).catch(() => undefined);
  }
}
