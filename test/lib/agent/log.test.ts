import { jsonLog } from '../../../lib/agent/log';

test('one line of JSON per event, with who and when', () => {
  const lines: string[] = [];
  const log = jsonLog('node-1', (line) => lines.push(line));
  log('role', { follow: 'node-2', reason: 'two\nlines' });
  log('stopped');
  expect(lines.every((line) => line.endsWith('\n') && line.indexOf('\n') === line.length - 1)).toBe(true);
  expect(JSON.parse(lines[0]!)).toEqual({ at: expect.stringMatching(/^\d{4}-.*Z$/) as string, node: 'node-1', event: 'role', follow: 'node-2', reason: 'two\nlines' });
  expect(JSON.parse(lines[1]!)).toMatchObject({ event: 'stopped' });
});
