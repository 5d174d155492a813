import { checkEngineAgainstImage, Packages, SsmAgent } from '../../../lib/aws';
import { Engine } from '../../../lib/model';

describe('Packages', () => {
  test.each([
    { make: () => Packages.distribution({ snapshot: 'yesterday' }), error: /packages.snapshot: got "yesterday"; use YYYYMMDDTHHMMSSZ/ },
    { make: () => Packages.distribution({ versions: { 'redis-server': '8.0; rm -rf /' } }), error: /packages.versions\["redis-server"\]/ },
    { make: () => Packages.aptRepository({ url: 'http://x', suite: 'a', signingKey: '' }), error: /packages.url: got "http:\/\/x"/ },
    { make: () => Packages.aptRepository({ url: 'https://x', suite: '$(id)', signingKey: '' }), error: /packages.suite/ },
    { make: () => Packages.aptRepository({ url: 'https://x', suite: 'a', signingKey: 'none' }), error: /packages.signingKey/ },
  ])('$error', ({ make, error }) => {
    expect(make).toThrow(error);
  });

  test('only preinstalled() needs no mirror', () => {
    expect([Packages.distribution(), Packages.preinstalled()].map(({ needsMirror }) => needsMirror)).toEqual([true, false]);
  });
});

test('an image of unknown release is only checked at boot', () => {
  expect(() => checkEngineAgainstImage(Engine.VALKEY_9_0, Packages.distribution(), undefined)).not.toThrow();
});

test.each([
  { options: { version: 'latest', sha256: 'a'.repeat(64) }, error: /ssmAgent.version: got "latest".*cannot be checked/ },
  { options: { version: '3.3.1.0', sha256: 'nope' }, error: /ssmAgent.sha256/ },
])('SsmAgent: $error', ({ options, error }) => {
  expect(() => SsmAgent.pinned(options)).toThrow(error);
});
