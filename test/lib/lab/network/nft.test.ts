import { dropTable, removeTable } from '../../../../lib/lab/network/nft';
import { withoutPrograms } from '../without-programs';

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
