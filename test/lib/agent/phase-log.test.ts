import { logPhase } from '../../../lib/agent/phase-log';

test('another phase or another kind of reason is logged; other numbers in it are not', () => {
  const logged: unknown[] = [];
  const log = (event: string, fields?: object): unknown => logged.push([event, fields]);
  const first = { phase: 'waiting' as const, reason: '3 s behind node-1' };
  logPhase(log, first, undefined);
  logPhase(log, { ...first, reason: '4 s behind node-1' }, first);
  logPhase(log, { ...first, reason: 'linking' }, first);
  logPhase(log, { ...first, phase: 'serving' }, first);
  expect(logged).toEqual([['phase', first], ['phase', { phase: 'waiting', reason: 'linking' }], ['phase', { ...first, phase: 'serving' }]]);
});
