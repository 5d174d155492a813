import { mayNeedLargeParameter, pointerOf, type PointerInput } from '../../../lib/aws';
import { Topology } from '../../../lib/model';
import { plan } from '../../../lib/plan';
import { demoSpec } from '../plan/specs';

const file = (key: string): PointerInput['plan'] => ({ bucket: 'b', key, sha256: '0'.repeat(64) });
const input: PointerInput = {
  deployment: 'cache', plan: file('plan'), agent: file('agent'), addresses: { 'node-1': '10.0.0.1' }, secretIds: { app: 'arn:app' },
  acceptNewVolumes: [], moved: {}, timing: { signalAt: 'ready', lockSeconds: 900 },
};

test('what is not there is not said, so that nodes of before read what they know', () => {
  expect(pointerOf(input)).toEqual({
    schemaVersion: 1, plan: file('plan'), agent: file('agent'),
    bindings: { schemaVersion: 1, deployment: 'cache', addresses: { 'node-1': '10.0.0.1' } },
    secretIds: { app: 'arn:app' }, acceptNewVolumes: [], signalAt: 'ready', replacementLockSeconds: 900,
  });
});

test('everything that there may be', () => {
  const restore = { store: 's3://b', deployment: 'old', backup: '20261122T150203Z-4f3a91', region: 'eu-central-1' };
  expect(pointerOf({
    ...input, seed: file('seed'), restore, certificateSecretId: 'arn:tls', moved: { 'node-1': 'vol-2' }, hosts: { 'node-9': 'a.b' },
  })).toMatchObject({
    seed: file('seed'), bindings: { restore }, certificateSecretId: 'arn:tls', moved: { 'node-1': 'vol-2' }, hosts: { 'node-9': 'a.b' },
  });
});

test('a Cluster may need a larger parameter', () => {
  expect(mayNeedLargeParameter(plan(demoSpec()))).toBe(false);
  expect(mayNeedLargeParameter(plan(demoSpec({ topology: Topology.cluster({}) })))).toBe(true);
});
