import { maySignal, type SignalEvidence } from '../../../../lib/agent/platform/ec2-signal';

const BASE: SignalEvidence = { formed: true, last: false, signalAt: 'ready', live: true, ready: true };

test.each<[string, Partial<SignalEvidence>, boolean]>([
  ['an uninitialised node signals when it is there', { formed: false, ready: false }, true],
  ['an uninitialised node that is not there does not', { formed: false, live: false, ready: false }, false],
  ['the last in the chain waits until the deployment has formed', { formed: false, last: true }, false],
  ['the last in the chain signals when it has', { formed: true, last: true }, true],
  ['an initialised node signals when it is ready again', { ready: true }, true],
  ['an initialised node that is not ready does not', { ready: false }, false],
  ['where loading may take longer than CloudFormation waits: when it loads', { ready: false, signalAt: 'loading' }, true],
  ['a marker that cannot be read is no answer', { formed: undefined }, false],
])('%s', (_, evidence, expected) => {
  expect(maySignal({ ...BASE, ...evidence })).toBe(expected);
});
