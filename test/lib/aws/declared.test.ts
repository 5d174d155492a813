import { deploymentWarnings, movedNodes, requireAcceptable, SsmAgent } from '../../../lib/aws';
import { Transport } from '../../../lib/model';
import { plan } from '../../../lib/plan';
import { demoSpec } from '../plan/specs';

const made = plan(demoSpec({ transport: Transport.TLS }));
const ids = (...given: Parameters<typeof deploymentWarnings>): string[] => deploymentWarnings(...given).map(({ id }) => id);

test('moves by node, each once', () => {
  expect(movedNodes([{ node: 'node-2', zone: 'zone-3' }])).toEqual({ 'node-2': 'zone-3' });
  expect(() => movedNodes([{ node: 'node-2', zone: 'zone-3' }, { node: 'node-2', zone: 'zone-1' }])).toThrow('moveNodes: names node-2 twice');
});

test('a volume is given up of one known node at a time', () => {
  expect(() => requireAcceptable(made, [])).not.toThrow();
  expect(() => requireAcceptable(made, ['node-1'])).not.toThrow();
  expect(() => requireAcceptable(made, ['node-9'])).toThrow('acceptNewVolumes: got "node-9"');
  expect(() => requireAcceptable(made, ['node-1', 'node-2'])).toThrow('acceptNewVolumes: got 2 nodes');
});

test('findings of the plan, and what else is worth a warning', () => {
  const silent = SsmAgent.preinstalled();
  expect(ids(made, silent, false)).toEqual(made.findings.map(({ id }) => id));
  expect(ids({ ...made, findings: [] }, SsmAgent.none(), true)).toEqual(['floating-image', 'no-shell']);
  expect(ids({ ...made, findings: [], transport: Transport.BOTH }, silent, false)).toEqual(['plaintextToo']);
  expect(ids({ ...made, findings: [], transport: Transport.PLAINTEXT }, silent, false)).toEqual(['plaintext']);
});
