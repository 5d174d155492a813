import { issuerStatements } from '../../../lib/aws';

test('three secrets, its log, and nothing else; of the key only what secrets need', () => {
  const place = { logGroupArn: 'log', secretArns: ['authority', 'node', 'ca'] };
  expect(issuerStatements(place).map(({ sid, resources }) => [sid, resources])).toEqual([['Log', ['log']], ['KeepCertificates', place.secretArns]]);
  expect(issuerStatements({ ...place, keyArn: 'key' }).at(-1)).toMatchObject({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: ['key'] });
});
