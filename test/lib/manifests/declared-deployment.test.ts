import { declaredInput, existingPasswords, type DeclaredDeployment } from '../../../lib/manifests';
import { Engine, Topology } from '../../../lib/model';
import { plan } from '../../../lib/plan';

const PLAN = plan({
  name: 'cache', engine: Engine.REDIS_8_0, topology: Topology.sentinel(), objectives: { rpoSeconds: 5, rtoSeconds: 10 }, failureDomains: 3,
});
const declared = (more: Partial<DeclaredDeployment> = {}): ReturnType<typeof declaredInput> =>
  declaredInput({ plan: PLAN, engine: Engine.REDIS_8_0, passwords: existingPasswords('passwords')(PLAN), ...more });

test('without more words: policies on, rolling updates, and room for what Redis writes beside its data', () => {
  expect(declared()).toMatchObject({
    networkPolicies: true, admissionPolicy: false, updateStrategy: 'RollingUpdate', onePodPerVolume: false, cpuMillicores: 500,
    passwords: { kind: 'existing', secretName: 'passwords' },
  });
  expect(declared().storageBytes).toBeGreaterThanOrEqual(Math.max(4 * PLAN.settings.maxMemoryBytes, 8 * 2 ** 30));
  expect(declared()).not.toHaveProperty('namespace');
  expect(declared()).not.toHaveProperty('restore');
});

test('the engine decides the image', () => {
  expect(declared({ engine: Engine.VALKEY_8_1 }).images.engine).not.toBe(declared().images.engine);
});

test.each<[Partial<DeclaredDeployment>, RegExp]>([
  [{ cpu: 0 }, /^cpu: got 0/], [{ kubernetesVersion: 'new' }, /kubernetesVersion/], [{ clients: [{}] }, /^clients\[0\]: names nobody/],
  [{ apiServer: [{ ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} }] }, /^apiServer\[0\]: names pods and addresses in one/],
])('%j is refused, by name', (wrong, message) => {
  expect(() => declared(wrong)).toThrow(message);
});
