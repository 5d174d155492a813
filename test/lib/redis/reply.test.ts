import { parseInfo, parsePairs } from '../../../lib/redis';

test('INFO: headers and blank lines are dropped, values keep their colons', () => {
  expect(parseInfo('# Server\r\nredis_version:7.0.15\r\nexecutable:/a:b\r\n\r\n# Keyspace\r\ndb0:keys=1,expires=0\r\nempty:\r\n')).toEqual({
    redis_version: '7.0.15', executable: '/a:b', db0: 'keys=1,expires=0', empty: '',
  });
});

test('pairs: a flat reply becomes fields; an odd tail and anything else is nothing', () => {
  expect(parsePairs(['ip', '10.0.0.1', 'port', 6379, 'odd'])).toEqual({ ip: '10.0.0.1', port: '6379' });
  expect(parsePairs(null)).toEqual({});
  expect(parsePairs('OK')).toEqual({});
});
