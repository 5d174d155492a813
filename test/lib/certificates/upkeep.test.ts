import { X509Certificate } from 'node:crypto';
import { certificatesIn, checkCertificates, secretTextOf, type Certificates, type IssuerSettings } from '../../../lib/certificates';
import { keepCertificates, type Upkept } from '../../../lib/certificates/upkeep';
import { SecretsInMemory } from './secrets-in-memory';

const DAY = 86_400_000;
const SETTINGS: IssuerSettings = {
  schemaVersion: 1, deployment: 'orders', serverName: 'orders.redis-ha', dnsNames: ['*.orders.redis.internal'], ipAddresses: ['10.0.0.1'],
  days: 90, renewBeforeDays: 30, authoritySecretId: 'authority', certificateSecretId: 'certificate', caSecretId: 'ca',
};

let secrets: SecretsInMemory;
let clock: jest.SpyInstance<number>;
let start: number;
beforeEach(() => {
  secrets = new SecretsInMemory();
  start = Date.now();
  clock = jest.spyOn(Date, 'now').mockImplementation(() => start);
});
afterEach(() => clock.mockRestore());

const at = (days: number): void => {
  clock.mockImplementation(() => start + days * DAY);
};
const keep = (more: Partial<IssuerSettings> = {}): Promise<Upkept> => keepCertificates({ ...SETTINGS, ...more }, secrets);
const certificates = (): Certificates => certificatesIn(secrets.texts.get('certificate'), 'it');
const problem = (): string | undefined => checkCertificates(certificates(), SETTINGS.serverName, Date.now());
const authorityOf = (): { number: number; authorities: { cert: string; key: string }[] } => JSON.parse(secrets.texts.get('authority')!);

test('from nothing: an authority, a certificate with every name, and what clients are to trust', async () => {
  const kept = await keep();
  expect(problem()).toBeUndefined();
  expect(new X509Certificate(certificates().cert).subjectAltName).toBe('DNS:orders.redis-ha, DNS:*.orders.redis.internal, IP Address:10.0.0.1');
  expect(kept).toMatchObject({ ca: authorityOf().authorities[0]!.cert, issued: 'there is none' });
  expect(kept.daysLeft).toBeCloseTo(90, 1);
  expect(secrets.texts.get('ca')).toBe(kept.ca);
});

test('the authority\'s key is in its own secret and nowhere else', async () => {
  const kept = await keep();
  const { key } = authorityOf().authorities[0]!;
  expect(key).toContain('PRIVATE KEY');
  expect(JSON.stringify([kept, certificates(), secrets.texts.get('ca')])).not.toContain(key.split('\n')[1]);
});

test('again, and again: nothing is written', async () => {
  await keep();
  const before = new Map(secrets.texts);
  secrets.writes.length = 0;
  expect((await keep()).issued).toBeUndefined();
  at(59);
  expect((await keep()).issued).toBeUndefined();
  expect(secrets.writes).toEqual([]);
  expect(secrets.texts).toEqual(before);
});

test('renewed with thirty days to go, by the same authority', async () => {
  await keep();
  const { ca, cert } = certificates();
  at(60.5);
  expect((await keep()).issued).toMatch(/^29\.5 days are left/);
  expect(certificates().cert).not.toBe(cert);
  expect(certificates().ca).toBe(ca);
  expect(problem()).toBeUndefined();
});

test.each<[string, Partial<IssuerSettings>]>([
  ['a name', { dnsNames: [] }], ['an address more', { ipAddresses: ['10.0.0.1', '10.0.1.1'] }],
])('other names (%s) are another certificate, not another authority', async (_, more) => {
  const { ca } = await keep();
  const kept = await keep(more);
  expect(kept).toMatchObject({ ca, issued: 'its names are others' });
  expect((await keep(more)).issued).toBeUndefined();
  expect(authorityOf().number).toBe(1);
});

test.each([
  ['text', 'not JSON'], ['nothing of it', '{}'],
])('a certificate that cannot be read (%s) is issued again', async (_, text) => {
  const { ca } = await keep();
  secrets.texts.set('certificate', text);
  expect(await keep()).toMatchObject({ ca, issued: 'there is none' });
  expect(problem()).toBeUndefined();
});

test('so is one whose key belongs to another', async () => {
  await keep();
  const { key } = certificates();
  await keep({ dnsNames: [] });
  secrets.texts.set('certificate', secretTextOf({ ...certificates(), key }));
  expect((await keep({ dnsNames: [] })).issued).toBe('tls.key is not the key of tls.crt');
});

test.each([
  ['text', 'not JSON'], ['another kind', '{"password":"x"}'], ['half of it', '{"schemaVersion":1,"number":1,"authorities":[{"cert":"x"}]}'],
])('an authority that cannot be read (%s) is never replaced: no client would trust the next', async (_, text) => {
  await keep();
  const before = certificates();
  secrets.texts.set('authority', text);
  await expect(keep()).rejects.toThrow(/put back its version before/);
  expect(secrets.texts.get('authority')).toBe(text);
  expect(certificates()).toEqual(before);
});

test('of two first runs at once one authority comes about, and both certify by it', async () => {
  const [one, other] = await Promise.all([keep(), keep()]);
  expect(one.ca).toBe(other.ca);
  expect(one.ca).toBe(authorityOf().authorities[0]!.cert);
  expect(secrets.writes.filter((id) => id === 'authority')).toHaveLength(1);
  expect(problem()).toBeUndefined();
});

describe('an authority that runs out', () => {
  const YEAR = 365;

  test('has a successor two years before, which is only told; which certifies a year later; and is alone in the end', async () => {
    const first = (await keep()).ca;
    at(8 * YEAR - 1);
    expect((await keep()).ca).toBe(first);
    at(8 * YEAR + 1);
    const both = (await keep()).ca;
    const second = both.slice(first.length);
    expect(both).toBe(first + second);
    expect(secrets.texts.get('ca')).toBe(both);
    // Whoever trusts only the first still accepts the nodes.
    expect(checkCertificates({ ...certificates(), ca: first }, SETTINGS.serverName, Date.now())).toBeUndefined();
    at(9 * YEAR + 1);
    expect((await keep()).ca).toBe(both);
    expect(checkCertificates({ ...certificates(), ca: second }, SETTINGS.serverName, Date.now())).toBeUndefined();
    at(10 * YEAR + 1);
    expect((await keep()).ca).toBe(second);
    expect(problem()).toBeUndefined();
    expect(authorityOf()).toMatchObject({ number: 3, authorities: [{ cert: second }] });
  });

  test('at any time in twelve years the certificate is in order, also to who was told a year ago', async () => {
    const told: string[] = [];
    for (let step = 0; step * 21 < 12 * YEAR; step += 1) {
      at(step * 21);
      told.push((await keep()).ca);
      const ca = told[Math.max(0, step - 17)]!;
      expect([step, checkCertificates({ ...certificates(), ca }, SETTINGS.serverName, Date.now())]).toEqual([step, undefined]);
    }
  }, 60_000);

  test('and did so while nobody looked is replaced', async () => {
    const { ca } = await keep();
    at(11 * YEAR);
    const kept = await keep();
    expect(kept.ca).not.toBe(ca);
    expect(problem()).toBeUndefined();
  });
});
