import { credentialsIn } from '../../../../lib/backup/run/credentials';

test.each(['simple', '12345', '"quoted"', '[1]', '{not json', 'true', 'with spaces and ünïcode'])('%s is the password itself', (text) => {
  expect(credentialsIn(text)).toEqual({ password: text });
});

test('an object holds password, user and certificates, and what else it holds is nobody\'s', () => {
  expect(credentialsIn(JSON.stringify({ username: 'backup', password: 'p', ca: 'CA', cert: 'C', key: 'K', host: 'db' })))
    .toEqual({ username: 'backup', password: 'p', ca: 'CA', cert: 'C', key: 'K' });
});

test.each([
  [{ username: 'backup' }, /it is JSON without "password"/],
  [{ password: '' }, /it is JSON without "password"/],
  [{ password: 12 }, /"password" in it is no string/],
  [{ password: 'secret-word', ca: ['x'] }, /"ca" in it is no string/],
])('%j is refused, and the message holds nothing of it', (object, message) => {
  expect(() => credentialsIn(JSON.stringify(object))).toThrow(message);
  expect(() => credentialsIn(JSON.stringify(object))).not.toThrow(/secret-word/);
});
