import { CERTIFICATE_FILES, checkCertificates, type Certificates } from '../../../lib/certificates';
import { issueAuthority, issueCertificate, type Authority } from '../../../lib/certificates/issue';

const NAME = 'demo.redis-ha';
const DAY_MS = 86_400_000;

let authority: Authority;
let other: Authority;
let good: Certificates;
let foreign: Certificates;

beforeAll(async () => {
  authority = await issueAuthority({ commonName: 'one', days: 30 });
  other = await issueAuthority({ commonName: 'two', days: 30 });
  good = await issueCertificate({ authority, serverName: NAME, days: 10 });
  foreign = await issueCertificate({ authority: other, serverName: NAME, days: 10 });
});

const problem = (certificates: Certificates, name = NAME, days = 0): string | undefined =>
  checkCertificates(certificates, name, Date.now() + days * DAY_MS);

test('what has just been issued is in order', () => {
  expect(problem(good)).toBeUndefined();
});

test('while one authority takes over from another, either may have certified', () => {
  const both = `${authority.cert}${other.cert}`;
  expect(problem({ ...good, ca: both })).toBeUndefined();
  expect(problem({ ...foreign, ca: both })).toBeUndefined();
});

test.each([
  ['it has expired', (): unknown => problem(good, NAME, 11), /tls.crt has expired \(/],
  ['it is not valid yet', (): unknown => problem(good, NAME, -1), /tls.crt is not valid before/],
  ['it bears another name', (): unknown => problem(good, 'orders.redis-ha'), /does not bear the name "orders.redis-ha" but DNS:demo.redis-ha/],
  ['the key is another one', (): unknown => problem({ ...good, key: foreign.key }), /tls.key is not the key of tls.crt/],
  ['another authority has certified it', (): unknown => problem({ ...good, ca: other.cert }), /does not lead to an authority of ca.crt/],
  ['there is no authority', (): unknown => problem({ ...good, ca: '' }), /ca.crt holds no certificate/],
  ['the authority is damaged', (): unknown => problem({ ...good, ca: good.ca.replace(/[A-Z]{3}/, 'xxx') }), /ca.crt/],
  ['there is no certificate', (): unknown => problem({ ...good, cert: good.key }), /tls.crt holds no certificate/],
  ['the key is half a key', (): unknown => problem({ ...good, key: good.key.slice(0, 90) }), /tls.key holds no private key/],
  ['the authority is no authority', (): unknown => problem({ ...good, ca: good.cert }), /does not lead to an authority/],
])('refused: %s', (_, look, complaint) => {
  expect(look()).toMatch(complaint);
});

test('a certificate does not outlive its authority, and an authority that has expired is said to have', async () => {
  const long = await issueCertificate({ authority, serverName: NAME, days: 400 });
  expect(problem(long, NAME, 29)).toBeUndefined();
  expect(problem(long, NAME, 31)).toMatch(/has expired/);
});

test('an authority that only bears the name of the one that certified does not count', async () => {
  const namesake = await issueAuthority({ commonName: 'one', days: 30 });
  expect(problem({ ...good, ca: namesake.cert })).toMatch(/does not lead/);
  expect(problem({ ...good, ca: `${namesake.cert}${authority.cert}` })).toBeUndefined();
});

test('the files are those of a Kubernetes TLS Secret', () => {
  expect(Object.values(CERTIFICATE_FILES)).toEqual(['ca.crt', 'tls.crt', 'tls.key']);
});
