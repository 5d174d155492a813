import { claimOf } from '../../../../lib/agent/cluster/claim';
import { facts } from './cluster-situations';

test('a node says who it is, whom it follows at which epoch, whom it knows and who owns slots', () => {
  expect(claimOf(facts('shard-2-2'))).toMatchObject({ id: 'id-2-2', primaryId: 'id-2-1', configEpoch: 2, ok: true, owners: ['id-1-1', 'id-2-1', 'id-3-1'] });
  expect(claimOf(facts('shard-2-1'))).toMatchObject({ id: 'id-2-1', primaryId: 'id-2-1' });
});

test('who fails owns nothing, who has no address or only a first greeting is not known', () => {
  const seen = claimOf(facts('shard-2-2', {
    'shard-1-1': { flags: ['master', 'fail'] }, 'shard-3-1': { flags: ['master', 'noaddr'] }, 'shard-3-2': { flags: ['handshake'] },
  }));
  expect(seen.owners).toEqual(['id-2-1']);
  expect(seen.known).toEqual(['id-1-1', 'id-1-2', 'id-2-1', 'id-2-2']);
});
