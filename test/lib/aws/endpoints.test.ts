import { BACKUP_ENDPOINTS, missingAccess, missingEndpoints, neededEndpoints, Packages } from '../../../lib/aws';

test('nothing is missing with every endpoint and packages in the image', () => {
  expect(missingAccess(Packages.preinstalled(), true, neededEndpoints(true).map(({ service }) => service))).toBeUndefined();
});

test('each missing endpoint is named with its type and purpose', () => {
  const present = neededEndpoints(true).map(({ service }) => service).filter((service) => service !== 'ssmmessages');
  expect(missingAccess(Packages.preinstalled(), true, present)).toBe('Interface endpoint ssmmessages (Session Manager)');
  expect(missingAccess(Packages.preinstalled(), false, present)).toBeUndefined();
});

test('the function for backups needs the bucket and the password, and nothing for its metrics', () => {
  expect(missingEndpoints(BACKUP_ENDPOINTS, ['s3', 'secretsmanager'])).toBeUndefined();
  expect(missingEndpoints(BACKUP_ENDPOINTS, ['s3'])).toBe('Interface endpoint secretsmanager (the password)');
  expect(missingEndpoints(BACKUP_ENDPOINTS, [])).toBe('Gateway endpoint s3 (the bucket for backups), Interface endpoint secretsmanager (the password)');
});
