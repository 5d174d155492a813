import { manifestFindings, type DeploymentInput } from '../../../lib/manifests';
import { Topology, Transport } from '../../../lib/model';
import { Severity } from '../../../lib/plan';
import { GENERATED_CERTIFICATES, INPUTS, inputWith, PLANS, planWith, restoreWith, withTransport } from './inputs';

/** Nothing to find: everything is there and named. */
const SOUND: Partial<DeploymentInput> = { namespace: 'shop', admissionPolicy: true };

function found(more: Partial<DeploymentInput>, plan = PLANS.Sentinel!): string[] {
  return manifestFindings(inputWith(plan, { ...SOUND, ...more })).map(({ id }) => id);
}

test('says nothing about a deployment that has all it needs', () => {
  expect(found({})).toEqual([]);
  expect(found({ admissionPolicy: false }, PLANS.Cluster)).toEqual([]);
});

test.each<[string, Partial<DeploymentInput>]>([
  ['few-zones', { placement: { zones: 2, hosts: 'required' } }],
  ['hosts-preferred', { placement: { zones: 3, hosts: 'preferred' } }],
  ['no-clients', { clients: [] }],
  ['any-api-server', { apiServer: [] }],
  ['any-dns', { dns: [] }],
  ['any-object-store', { restore: restoreWith({ peers: [] }) }],
  ['no-network-policies', { networkPolicies: false, clients: [], dns: [], apiServer: [] }],
  ['passwords-job', { passwords: { kind: 'generated', secretName: 'cache-passwords' } }],
  ['certificates-job', { certificates: GENERATED_CERTIFICATES }],
  ['agents-patch-pods', { admissionPolicy: false }],
  ['image-without-digest', { images: { ...inputWith(PLANS.Sentinel!).images, node: 'node:22' } }],
])('says %s, and nothing else', (id, more) => {
  expect(found(more)).toEqual([id]);
});

test('says what is not encrypted', () => {
  expect(found({}, withTransport(PLANS.Sentinel!, Transport.PLAINTEXT))).toEqual(['plaintext']);
  expect(found({}, withTransport(PLANS.Sentinel!, Transport.BOTH))).toEqual(['plaintext-open']);
});

test('says where a rollout would take long, until somebody else rolls', () => {
  const large = planWith(Topology.cluster({ shards: 60 }));
  expect(found({}, large)).toEqual(['long-grace']);
  expect(found({ updateStrategy: 'OnDelete' }, large)).toEqual([]);
});

test('says that no Service finds the Sentinels where not all data nodes have one', () => {
  expect(found({}, PLANS['more data nodes than Sentinels'])).toEqual(['sentinels-on-some']);
});

test.each(INPUTS)('%s: warns, with a reason and a way out', (_name, input) => {
  for (const { severity, field, reason, fix } of manifestFindings(input)) {
    expect(severity).toBe(Severity.WARNING);
    expect([field, reason, fix].every((text) => text.length > 5 || field === 'dns')).toBe(true);
  }
});
