import { nodeOf, readRun } from '../../../../lib/backup/run/read-run';
import { BACKUP_RUN_VARIABLE } from '../../../../lib/model/backup-run';

const RUN = { schemaVersion: 1, deployment: 'cache', nodes: ['10.0.0.1:6379'], secretId: 'secret' };
const read = (value?: unknown): unknown => readRun({ [BACKUP_RUN_VARIABLE]: typeof value === 'string' ? value : JSON.stringify(value) }, 'secretId');

test('what BackupSchedule writes is read', () => {
  expect(read(RUN)).toEqual(RUN);
});

test('a pod finds the password in a file', () => {
  const run = { ...RUN, secretId: undefined, passwordFile: '/file' };
  expect(readRun({ [BACKUP_RUN_VARIABLE]: JSON.stringify(run) }, 'passwordFile').passwordFile).toBe('/file');
});

test.each([
  ['missing', '', /REDIS_HA_BACKUP: is not set; deploy it with BackupSchedule/],
  ['no JSON', '{', /REDIS_HA_BACKUP: is no JSON/],
  ['of another version', { ...RUN, schemaVersion: 2 }, /has schemaVersion 2; deploy program and settings together/],
  ['null', 'null', /has schemaVersion undefined/],
  ['without servers', { ...RUN, nodes: [] }, /REDIS_HA_BACKUP\.nodes: is empty/],
  ['without a password', { ...RUN, secretId: undefined }, /REDIS_HA_BACKUP\.secretId: is missing/],
  ['for another program', { ...RUN, secretId: undefined, passwordFile: '/file' }, /REDIS_HA_BACKUP\.secretId: stands beside or in place of passwordFile/],
  ['for two programs', { ...RUN, passwordFile: '/file' }, /REDIS_HA_BACKUP\.secretId: stands beside or in place of passwordFile/],
  ['of a name that is no folder', { ...RUN, deployment: '../other' }, /deployment: got "\.\.\/other"/],
])('%s: an error that names the variable', (_, value, message) => {
  expect(() => read(value)).toThrow(message);
});

test.each([
  ['10.0.0.1:6379', '10.0.0.1', 6379], ['redis.internal:6380', 'redis.internal', 6380],
  ['fd00::1:6379', 'fd00::1', 6379], ['[fd00::1]:6379', 'fd00::1', 6379],
])('%s is a server', (endpoint, host, port) => {
  expect(nodeOf(endpoint)).toEqual({ name: endpoint, host, port });
});

test.each(['10.0.0.1', ':6379', '10.0.0.1:', '10.0.0.1:0', '10.0.0.1:redis', ''])('"%s" is none', (endpoint) => {
  expect(() => nodeOf(endpoint)).toThrow(/write address:port/);
});
