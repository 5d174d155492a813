import { X509Certificate } from 'node:crypto';
import { createServer, connect } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { issueAuthority, issueCertificate } from '../../../lib/certificates/issue';

test('a certificate bears its names and addresses, once each, and is for servers and clients', async () => {
  const authority = await issueAuthority({ commonName: 'an authority', days: 1 });
  const { cert, ca } = await issueCertificate({
    authority, serverName: 'demo.redis-ha', dnsNames: ['a.example', 'demo.redis-ha'], ipAddresses: ['127.0.0.1'], days: 1,
  });
  const read = new X509Certificate(cert);
  expect(read.subjectAltName).toBe('DNS:demo.redis-ha, DNS:a.example, IP Address:127.0.0.1');
  expect(read.ca).toBe(false);
  expect(read.issuer).toBe('CN=an authority');
  expect(new X509Certificate(ca).ca).toBe(true);
  expect(read.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
});

test('two certificates of one authority have neither serial number nor key in common', async () => {
  const authority = await issueAuthority({ commonName: 'an authority', days: 1 });
  const request = { authority, serverName: 'demo.redis-ha', days: 1 };
  const [one, two] = await Promise.all([issueCertificate(request), issueCertificate(request)]);
  expect(new X509Certificate(one.cert).serialNumber).not.toBe(new X509Certificate(two.cert).serialNumber);
  expect(one.key).not.toBe(two.key);
});

test('OpenSSL takes it on both sides of a connection', async () => {
  const authority = await issueAuthority({ commonName: 'an authority', days: 1 });
  const { ca, cert, key } = await issueCertificate({ authority, serverName: 'demo.redis-ha', days: 1 });
  const server = createServer({ ca, cert, key, requestCert: true, rejectUnauthorized: true }, (socket) => socket.end('welcome'));
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const socket = connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, ca, cert, key, servername: 'demo.redis-ha' });
  try {
    const heard = await new Promise<string>((resolve, reject) => {
      socket.once('data', (data) => resolve(String(data)));
      socket.once('error', reject);
    });
    expect(heard).toBe('welcome');
    expect(socket.authorized).toBe(true);
  } finally {
    socket.destroy();
    server.close();
  }
});

test('an authority\'s key that is not its own is refused', async () => {
  const [one, two] = await Promise.all([1, 2].map(() => issueAuthority({ commonName: 'an authority', days: 1 })));
  await expect(issueCertificate({ authority: { cert: one!.cert, key: two!.key }, serverName: 'demo', days: 1 }))
    .rejects.toThrow(/does not belong/);
});
