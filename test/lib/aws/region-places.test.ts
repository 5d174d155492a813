import { requireThreePlaces } from '../../../lib/aws';

const check = (home: string, other: string, witness?: string): (() => void) => () => requireThreePlaces({ home, other, witness }, 'this stack');

test('three places are what a witness needs', () => {
  expect(check('eu-central-1', 'eu-west-1', 'eu-west-3')).not.toThrow();
  expect(check('eu-central-1', 'eu-west-1')).not.toThrow();
});

test.each([
  ['eu-central-1', 'eu-central-1', undefined, /replicaRegion\.region: got "eu-central-1", the region of this stack; name another/],
  ['eu-central-1', 'eu-west-1', 'eu-central-1', /replicaRegion\.witness: is in eu-central-1, .*; keep it in a third region/],
  ['eu-central-1', 'eu-west-1', 'eu-west-1', /replicaRegion\.witness: is in eu-west-1/],
])('%s, %s and %s are refused', (home, other, witness, message) => {
  expect(check(home, other, witness)).toThrow(message);
});
