import { changeOf } from '../../../../lib/backup/snapshot/watch-source';
import { primary, replica } from '../source/observed';

const source = replica('node-2');

test.each<[string, Parameters<typeof replica>[1], string | undefined]>([
  ['nothing changed but its position', { offset: 999_999 }, undefined],
  ['it lost its link, which may come back', { linkUp: false }, undefined],
  ['it was restarted', { runId: 'other' }, 'node-2 was restarted'],
  ['it was promoted', { role: 'primary', primary: undefined }, 'was replica when its snapshot began and is primary now: a failover'],
  ['it was given another primary', { primary: { host: '10.0.0.3', port: 6379 } }, 'follows 10.0.0.3:6379 now, not 10.0.0.1:6379: a failover'],
  ['its primary has a new history', { replicationId: 'other' }, 'another history of writes'],
])('%s', (_, now, said) => {
  const change = changeOf(source, { ...source, ...now });
  if (said === undefined) {
    expect(change).toBeUndefined();
  } else {
    expect(change).toContain(said);
  }
});

test('a primary that was demoted', () => {
  expect(changeOf(primary(), replica('node-1', { runId: 'run-node-1' }))).toContain('was primary when its snapshot began and is replica now');
});
