import { USER_NAMES, UserName } from '../../../lib/model';

test('the list holds every user once', () => {
  expect([...USER_NAMES].sort()).toEqual(Object.values(UserName).sort());
});
