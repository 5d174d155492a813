import * as pulumi from '@pulumi/pulumi';
import { ownAuthority, type OwnAuthorityArgs } from '../../../../constructs/pulumi/aws/own-authority';
import type { Recorded, RecordedRun } from '../recorded';
import { statementsOf } from './backups';
import { aPlan, notKnownYet, ownOptions, part } from './parts';

function made(args: () => Partial<OwnAuthorityArgs> = () => ({}), run?: RecordedRun): Promise<Recorded> {
  return part(() => {
    const { caCertificate, secretArn, caSecretArn } = ownAuthority({
      component: 'cache', plan: aPlan(), key: 'arn:key', options: ownOptions(), ipAddresses: [pulumi.output('10.0.0.1')], dnsNames: [], ...args(),
    });
    return { caCertificate, secretArn, caSecretArn };
  }, run);
}

const SECRETS = ['cache-certificates-authority', 'cache-certificates-node', 'cache-certificates-ca'];
let told: Recorded;
beforeAll(async () => {
  told = await made(() => ({ subjectAlternativeNames: ['redis.example'], alarmActions: ['arn:people'] }));
});

test('its secrets are kept, and no key ever comes by: Pulumi puts nothing into them', () => {
  for (const name of SECRETS) {
    expect(told.named(name)).toMatchObject({ inputs: { kmsKeyId: 'arn:key' }, options: { retainOnDelete: true, protect: true } });
  }
  expect(told.ofType('aws:secretsmanager/secretVersion:SecretVersion')).toEqual([]);
  expect(told.named('cache-certificates-issued').inputs.input).toBe('{}');
});

test('the function may write those secrets, use their key, and nothing else of either', () => {
  const statements = statementsOf(told.named('cache-certificates-issuer-policy').inputs.policy);
  const about = (service: string): any[] =>
    statements.filter(({ Action }) => [Action].flat().some((action: string) => action.startsWith(service)));
  const named = SECRETS.map((name) => `arn:aws:secretsmanager:eu-central-1:123456789012:${name}`);
  expect([...new Set(about('secretsmanager:').flatMap(({ Resource }) => Resource))].sort()).toEqual(named.sort());
  expect(about('kms:').flatMap(({ Resource }) => Resource)).toEqual(['arn:key']);
});

test('it issues again when names or addresses change, and looks by itself besides', async () => {
  const settings = (of: Recorded): any => JSON.parse(of.named('cache-certificates-issued').inputs.triggers.settings);
  expect(settings(told)).toMatchObject({
    deployment: 'orders', serverName: 'orders.redis-ha', dnsNames: ['redis.example'], ipAddresses: ['10.0.0.1'], days: 90, renewBeforeDays: 30,
  });
  expect(told.named('cache-certificates-looks').inputs.scheduleExpression).toMatch(/^rate\(\d+ hours\)$/);
  expect(told.named('cache-certificates-looks').dependencies).toContain(told.named('cache-certificates-issued').urn);
  expect(settings(await made(() => ({ validity: '30d', renewBefore: '5d' })))).toMatchObject({ days: 30, renewBeforeDays: 5 });
});

test('what clients trust is no secret, and who is to be told of an expiry is', () => {
  expect(told.outputs.caCertificate).toBe('PEM of the authority');
  expect(told.secretOutputs).toEqual([]);
  expect(told.named('cache-certificates-expiry').inputs.alarmActions).toEqual(['arn:people']);
});

test('addresses that are not known yet change no resource', async () => {
  const urns = ({ resources }: Recorded): string[] => resources.filter(({ name }) => name !== 'made').map(({ urn }) => urn).sort();
  expect(urns(await made(() => ({ ipAddresses: [notKnownYet()] }), { preview: true }))).toEqual(urns(told));
});

test.each<[Partial<OwnAuthorityArgs>, RegExp]>([
  [{ subjectAlternativeNames: ['not a name'] }, /^cache: .*not a name/], [{ validity: '1d' }, /^cache: tls\.validity/],
  [{ renewBefore: '90d' }, /^cache: tls\.renewBefore/],
])('%j is refused, naming component and argument', async (wrong, message) => {
  await expect(made(() => wrong)).rejects.toThrow(message);
});
