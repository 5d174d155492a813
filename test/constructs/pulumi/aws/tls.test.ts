import { Output } from '@pulumi/pulumi';
import { Tls } from '../../../../constructs/pulumi/aws';
import type { CertificatesContext } from '../../../../constructs/pulumi/aws/node-certificates';
import type { DeploymentPlan } from '../../../../lib/plan';
import { ownOptions, part } from './parts';

/** What a source of certificates says when it is asked. */
const given = async (tls: Tls): Promise<Record<string, any>> => (await part(() => {
  const context: CertificatesContext = { component: 'cache', plan: {} as DeploymentPlan, options: ownOptions(), ipAddresses: [], dnsNames: [] };
  return { ...tls._bind().certificates!(context) };
})).outputs;

test('what is given decides how nodes and clients speak', () => {
  expect(Tls.ownAuthority()._bind()).toMatchObject({ transport: 'tls', ownAuthority: true });
  expect(Tls.ownAuthority({ plaintextToo: true, serverName: 'redis.example' })._bind()).toMatchObject({ transport: 'both', serverName: 'redis.example' });
  expect(Tls.fromSecret('arn:tls', { requireClientCertificates: true })._bind()).toMatchObject({ transport: 'tls', requireClientCertificates: true });
  expect(Tls.plaintext()._bind()).toEqual({ transport: 'plaintext' });
});

test('a secret from elsewhere is read, with its key, and nothing is made', async () => {
  expect(await given(Tls.fromSecret(Output.create('arn:tls'), { encryptionKey: 'arn:key', caCertificate: 'PEM' })))
    .toMatchObject({ secretArn: 'arn:tls', keyArn: 'arn:key', caCertificate: 'PEM', issued: [] });
  const without = await given(Tls.fromSecret('arn:tls'));
  expect(without.secretArn).toBe('arn:tls');
  expect(without.keyArn ?? without.caCertificate).toBeUndefined();
});
