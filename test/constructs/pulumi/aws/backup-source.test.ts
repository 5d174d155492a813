import * as pulumi from '@pulumi/pulumi';
import { BackupSource, type BackedUpDeployment, type ExistingRedis } from '../../../../constructs/pulumi/aws';

const DEPLOYMENT: BackedUpDeployment = {
  deploymentName: 'cache', nodeEndpoints: ['10.0.0.1:6380'], port: 6380, securityGroup: { id: 'sg-1' },
  backupSecret: { arn: 'arn:backup', kmsKeyId: 'arn:key' }, shards: 2, maxMemory: '1GiB',
};
const REDIS: ExistingRedis = { deploymentName: 'sessions', nodes: [{ host: '10.0.0.1' }], securityGroups: ['sg-1'], secret: 'arn:secret' };

test('a deployment is reached as its user for backups, and its memory is known', () => {
  expect(BackupSource.deployment(DEPLOYMENT)._bind()).toMatchObject({
    deploymentName: 'cache', ports: [6380], securityGroups: ['sg-1'], secretArn: 'arn:backup', secretKey: 'arn:key', username: 'backup',
    shards: 2, maxMemoryBytes: 2 ** 30, tls: false,
  });
});

test('with TLS where its nodes speak it among themselves', () => {
  const tls = { port: 6380, serverName: 'cache.redis-ha', caSecretArn: 'arn:ca', secretKeyArn: 'arn:key-of-ca' };
  expect(BackupSource.deployment({ ...DEPLOYMENT, tls })._bind()).toMatchObject({
    tls: true, tlsServerName: 'cache.redis-ha', tlsSecretArn: 'arn:ca', tlsSecretKey: 'arn:key-of-ca',
  });
  expect(BackupSource.deployment({ ...DEPLOYMENT, port: 6379, tls })._bind()).toMatchObject({ tls: false });
  expect(BackupSource.deployment({ ...DEPLOYMENT, tls: { ...tls, caSecretArn: undefined, caCertificate: 'PEM' } })._bind()).toMatchObject({ tlsCa: 'PEM' });
  expect(() => BackupSource.deployment({ ...DEPLOYMENT, tls: { port: 6380, serverName: 'x' } })._bind()).toThrow(/source: the deployment cache does not tell/);
});

test.each<[Partial<ExistingRedis>, RegExp]>([
  [{ nodes: [] }, /source\.nodes: is empty/], [{ securityGroups: [] }, /source\.securityGroups: is empty/],
  [{ deploymentName: 'Sessions' }, /source\.deploymentName: got "Sessions"/], [{ shards: 0 }, /source\.shards: got 0/],
  [{ nodes: [{ host: 'a', port: 0 }] }, /source\.nodes\[0\]\.port: got 0/],
  [{ deploymentName: pulumi.output('a') as any }, /source\.deploymentName: is an output/],
])('%# is refused, naming the argument', (wrong, message) => {
  expect(() => BackupSource.existing({ ...REDIS, ...wrong })._bind()).toThrow(message);
});
