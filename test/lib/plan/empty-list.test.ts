import { asEmptyList, plan } from '../../../lib/plan';
import { withoutEmptyList } from '../../../lib/plan/empty-list';
import { parsePlan } from '../../../lib/plan/parse';
import { demoSpec } from './specs';

const planned = plan(demoSpec());

test('a plan among manifests is a list of nothing, and the same plan when it is read', () => {
  const dressed = asEmptyList(planned);
  expect(dressed).toMatchObject({ apiVersion: 'v1', kind: 'List', items: [], name: planned.name });
  expect(parsePlan(JSON.stringify(dressed), 'a.redis-ha.json')).toEqual(planned);
});

test.each([[undefined], [null], ['text'], [[1]], [{ kind: 'ConfigMap', apiVersion: 'v1' }], [{ ...planned }]])('%j stays as it is', (value) => {
  expect(withoutEmptyList(value)).toEqual(value);
});

test('a manifest is still no plan', () => {
  expect(() => parsePlan('{"apiVersion":"v1","kind":"ConfigMap"}', 'x.json')).toThrow(/schemaVersion.*no deployment plan/);
  expect(() => parsePlan('{"apiVersion":"v1","kind":"List","items":[]}', 'x.json')).toThrow(/schemaVersion.*no deployment plan/);
});
