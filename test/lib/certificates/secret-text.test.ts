import { certificatesIn, secretTextOf } from '../../../lib/certificates';

const pem = (what: string): string => `-----BEGIN ${what}-----\nMA==\n-----END ${what}-----\n`;
const CERTIFICATES = { ca: pem('CERTIFICATE'), cert: pem('CERTIFICATE'), key: pem('PRIVATE KEY') };

test('what was written is read again', () => {
  expect(certificatesIn(secretTextOf(CERTIFICATES), 'secret s')).toEqual(CERTIFICATES);
});

test('a secret that somebody else filled may hold more', () => {
  const text = JSON.stringify({ ...JSON.parse(secretTextOf(CERTIFICATES)), issuer: 'us' });
  expect(certificatesIn(text, 'secret s')).toEqual(CERTIFICATES);
});

test.each([
  ['nothing', undefined, /^secret s is no JSON object: it must be JSON with "ca\.crt", "tls\.crt", "tls\.key"$/],
  ['a password', 'p4ss', /^secret s is no JSON object/],
  ['a list', '[]', /^secret s is no JSON object/],
  ['no key', JSON.stringify({ 'ca.crt': CERTIFICATES.ca, 'tls.crt': CERTIFICATES.cert }), /^secret s has no PEM in "tls\.key"/],
  ['a key that is no PEM', secretTextOf({ ...CERTIFICATES, key: 'hunter2' }), /^secret s has no PEM in "tls\.key"/],
])('%s: an error that says what is wanted', (_, text, message) => {
  expect(() => certificatesIn(text, 'secret s')).toThrow(message);
});

test('no error repeats what is in the secret', () => {
  expect(() => certificatesIn(secretTextOf({ ...CERTIFICATES, key: 'hunter2' }), 'secret s')).not.toThrow(/hunter2/);
});
