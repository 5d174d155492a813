import { requireRoutesOf } from '../../../lib/aws';

const part = { prop: 'env.region', path: 'Link', move: 'put it into a stack in' };

test('routes belong to their region', () => {
  expect(() => requireRoutesOf(part, 'eu-west-1', 'eu-west-1', 'other')).not.toThrow();
  expect(() => requireRoutesOf(part, 'eu-west-1', 'eu-central-1', 'home'))
    .toThrow(/^env\.region: Link is in eu-west-1, and makes routes of eu-central-1; put it into a stack in eu-central-1, the home region$/);
});
