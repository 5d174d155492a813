import { missingAccess, neededEndpoints, Packages } from '../../../lib/aws';

test('nothing is missing with every endpoint and packages in the image', () => {
  expect(missingAccess(Packages.preinstalled(), true, neededEndpoints(true).map(({ service }) => service))).toBeUndefined();
});

test('each missing endpoint is named with its type and purpose', () => {
  const present = neededEndpoints(true).map(({ service }) => service).filter((service) => service !== 'ssmmessages');
  expect(missingAccess(Packages.preinstalled(), true, present)).toBe('Interface endpoint ssmmessages (Session Manager)');
  expect(missingAccess(Packages.preinstalled(), false, present)).toBeUndefined();
});
