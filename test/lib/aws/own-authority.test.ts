import { certificateLifetime, certificateSecrets, expiryAlarm, ISSUER_FUNCTION, requireDnsName } from '../../../lib/aws';

const DAY = 86_400;

test('ninety days, renewed when a third is left', () => {
  expect(certificateLifetime()).toEqual({ days: 90, renewBeforeDays: 30 });
  expect(certificateLifetime(10 * DAY)).toEqual({ days: 10, renewBeforeDays: 4 });
  expect(certificateLifetime(10 * DAY, 9 * DAY)).toEqual({ days: 10, renewBeforeDays: 9 });
});

test.each([[DAY, undefined, 'tls.validity'], [366 * DAY, undefined, 'tls.validity'], [2.5 * DAY, undefined, 'tls.validity'],
  [10 * DAY, 10 * DAY, 'tls.renewBefore'], [10 * DAY, 0, 'tls.renewBefore']])('%p and %p: %s is refused', (validity, before, field) => {
  expect(() => certificateLifetime(validity, before)).toThrow(`${field}: `);
});

test('DNS names, also with a wildcard in front, and nothing else', () => {
  expect(requireDnsName('*.cache.redis.internal')).toBe('*.cache.redis.internal');
  expect(() => requireDnsName('a.*.b')).toThrow('tls.subjectAlternativeNames: got "a.*.b"');
});

test('the alarm is raised in time to act, and when nobody looks', () => {
  const alarm = expiryAlarm('cache', 30);
  expect(alarm).toMatchObject({ threshold: 15, silence: 'breaching', metric: { dimensions: { Deployment: 'cache' } } });
  expect(alarm.metric.periodSeconds).toBeGreaterThan(ISSUER_FUNCTION.looksEveryHours * 3600);
});

test('each secret says whose it is', () => {
  expect(Object.values(certificateSecrets('cache')).every((text) => text.includes('cache'))).toBe(true);
});
