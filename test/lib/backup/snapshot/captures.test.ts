import { withoutPasswords, withoutSecrets } from '../../../../lib/backup/snapshot/captures';

const HASH = '5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8';

test('users keep what they may do, and lose every password', () => {
  expect(withoutPasswords([
    `user ann on #${HASH} #${HASH} sanitize-payload ~a:* resetchannels &c -@all +get (~b:* -@all +set)`,
    'user default off nopass ~* &* +@all', 'user typed on >clear ~*',
  ])).toEqual([
    'user ann on sanitize-payload ~a:* resetchannels &c -@all +get (~b:* -@all +set)', 'user default off nopass ~* &* +@all', 'user typed on ~*',
  ]);
});

test('settings keep everything but secrets, in order of their names', () => {
  const secrets = {
    requirepass: 'a', masterauth: 'b', primaryauth: 'c', 'tls-key-file-pass': 'd', 'tls-client-key-file-pass': 'e', 'module.secret-key': 'f',
    'module.api-token': 'g',
  };
  const kept = { maxmemory: '0', masteruser: 'replication', 'tls-auth-clients': 'yes', 'tls-key-file': '/etc/key.pem', appendonly: 'yes' };
  expect(withoutSecrets({ ...secrets, ...kept })).toEqual(kept);
  expect(Object.keys(withoutSecrets({ ...secrets, ...kept }))).toEqual(['appendonly', 'masteruser', 'maxmemory', 'tls-auth-clients', 'tls-key-file']);
});
