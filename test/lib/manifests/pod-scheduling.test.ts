import { failureDomainsOf, HostSpread, placementOf } from '../../../lib/manifests';

test.each([
  ['three zones by default', undefined, 2, 3],
  ['as many zones as there are', { zones: 2 }, 2, 2],
  ['without zones, hosts: three at least', { zones: 1 }, 1, 3],
  ['without zones, a host for each copy', { zones: 1 }, 4, 5],
  ['and no more domains than a plan knows', { zones: 1 }, 30, 16],
])('%s', (_, scheduling, replicas, domains) => {
  expect(failureDomainsOf(scheduling, replicas)).toBe(domains);
});

test('defaults', () => {
  expect(placementOf()).toEqual({ zones: 3, hosts: 'required' });
  expect(placementOf({ hosts: HostSpread.PREFERRED }).hosts).toBe('preferred');
});

test('zones that nothing can have', () => {
  expect(() => failureDomainsOf({ zones: 1.5 })).toThrow(/^scheduling\.zones: got 1\.5/);
});

test.each([
  [{ key: 'a', operator: 'Exists', value: 'b' }, 'has a value that Exists does not look at'],
  [{ value: 'b' }, 'has no key'],
  [{ key: 'a', operator: 'Exists', effect: 'NoSchedule', tolerationSeconds: 5 }, 'has tolerationSeconds with the effect NoSchedule'],
])('the toleration %j is refused', (toleration, said) => {
  expect(() => placementOf({ tolerations: [{ operator: 'Exists' }, toleration] })).toThrow(`scheduling.tolerations[1]: ${said}`);
});
