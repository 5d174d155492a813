import { execFileSync } from 'node:child_process';
import { dropTable, nft, removeOrphanTables, removeTable, tablePrefix } from '../../../../lib/lab/network/nft';
import { withoutPrograms } from '../without-programs';
import { whyNoCuts } from './reach';

test('the table drops both ways and nothing else', () => {
  const text = dropTable('t', ['127.1.1.1', '127.1.1.2'], ['127.1.1.3']);
  expect(text.match(/drop/g)).toHaveLength(2);
  expect(text).toContain('ip saddr { 127.1.1.1, 127.1.1.2 } ip daddr { 127.1.1.3 } drop');
  expect(text).toContain('ip saddr { 127.1.1.3 } ip daddr { 127.1.1.1, 127.1.1.2 } drop');
  expect(text).toContain('policy accept');
});

test('removing works whether the table is there or not: it is made before it is deleted', () => {
  expect(removeTable('t')).toBe('table inet t {}\ndelete table inet t\n');
});

test('a missing program is named with the package that has it', () => {
  expect(withoutPrograms(`
    import { nft } from './lib/lab/network/nft';
    nft('table inet x {}').catch((failure: Error) => console.log(failure.message));
  `)).toContain('cutting a network needs nft: apt-get install nftables');
});

test('connections that are led through a link are known by where they were going', () => {
  const text = dropTable('t', ['127.1.1.1'], ['127.1.1.3'], true);
  expect(text).toContain('ct original ip saddr { 127.1.1.1 } ct original ip daddr { 127.1.1.3 } drop');
  expect(text).toContain('ct original ip saddr { 127.1.1.3 } ct original ip daddr { 127.1.1.1 } drop');
});

const why = whyNoCuts();
(why === '' ? test : test.skip)(`tables of a process that is gone are removed, those of one that lives stay${why && ` (skipped: ${why})`}`, async () => {
  const mine = `${tablePrefix('127_0_0')}_cut`;
  // Its process id is that of a process that has just ended.
  const gone = execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' });
  const orphan = `redis_ha_${Number(gone).toString(16)}x127_0_0_cut`;
  await nft(`table inet ${mine} {}\ntable inet ${orphan} {}\n`);
  try {
    await removeOrphanTables();
    const left = execFileSync('nft', ['list', 'tables'], { encoding: 'utf8' });
    expect(left).toContain(`table inet ${mine}\n`);
    expect(left).not.toContain(orphan);
  } finally {
    await nft(removeTable(mine) + removeTable(orphan));
  }
});
