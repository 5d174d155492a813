import { deploymentManifests } from '../../../lib/manifests';
import { inputWith, INPUTS, OPTIONS, PLANS, PROGRAM } from './inputs';

test.each(INPUTS)('%s: the same input gives the same bytes, in an order that depends on nothing else', (_name, input) => {
  const { restore, ...rest } = input;
  const again = { ...structuredClone(rest), agentProgram: Buffer.from(PROGRAM), ...(restore ? { restore } : {}) };
  expect(JSON.stringify(deploymentManifests(again))).toBe(JSON.stringify(deploymentManifests(input)));
});

test.each(INPUTS)('%s: ids and names are one each, and names are names', (_name, input) => {
  const made = deploymentManifests(input);
  expect(new Set(made.map(({ id }) => id)).size).toBe(made.length);
  const names = made.map(({ object: { kind, metadata } }) => `${kind}/${metadata.name}`);
  expect(new Set(names).size).toBe(made.length);
  for (const { object: { kind, metadata } } of made) {
    // Of the whole cluster, and so named after the namespace, too; it becomes no name in DNS.
    const dots = kind.startsWith('ValidatingAdmission') ? /[.]/g : /^$/;
    expect(metadata.name.replace(dots, '-')).toMatch(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/);
  }
});

test('ids do not change with content', () => {
  const ids = (program: string): string[] => (
    deploymentManifests(inputWith(PLANS.Sentinel!, { agentProgram: Buffer.from(program) })).map(({ id }) => id));
  expect(ids('one')).toEqual(ids('another'));
});

test('what pods refer to comes before them', () => {
  const kinds = deploymentManifests(inputWith(PLANS.Sentinel!)).map(({ object }) => object.kind);
  expect(kinds.lastIndexOf('StatefulSet')).toBe(kinds.length - 1);
  for (const earlier of ['Service', 'ConfigMap', 'Role', 'NetworkPolicy']) {
    expect(kinds.lastIndexOf(earlier)).toBeLessThan(kinds.indexOf('StatefulSet'));
  }
});

test('a namespace is on every object that has one, and in no content: without it they are the same', () => {
  const more = OPTIONS['everything given, passwords and certificates generated, restored with Pod Identity']!(PLANS.Sentinel!);
  const made = deploymentManifests(inputWith(PLANS.Sentinel!, more));
  for (const { object: { kind, metadata } } of made) {
    expect(metadata.namespace).toBe(kind.startsWith('ValidatingAdmission') ? undefined : 'shop');
  }
  const anywhere = deploymentManifests(inputWith(PLANS.Sentinel!, { ...more, namespace: undefined, admissionPolicy: false }));
  const configOf = (objects: typeof made): unknown[] => objects.filter(({ object }) => object.kind === 'ConfigMap')
    .map(({ object: { data, binaryData, metadata } }) => [metadata.name, data, binaryData]);
  expect(configOf(anywhere)).toEqual(configOf(made));
});

test('no object shares a part with another, which a writer of YAML would show as a reference', () => {
  const seen = new Set<object>();
  const visit = (value: unknown): void => {
    if (value && typeof value === 'object') {
      expect(seen.has(value)).toBe(false);
      seen.add(value);
      Object.values(value).forEach(visit);
    }
  };
  deploymentManifests(inputWith(PLANS.Sentinel!)).forEach(visit);
});
