import { hugePagesConf, sysctlConf } from '../../../lib/config';

test('a fork may overcommit, the accept queue is long, nothing is swapped', () => {
  const settings = Object.fromEntries(sysctlConf().split('\n').filter((line) => line.includes('=')).map((line) => line.split(' = ')));
  expect(settings).toMatchObject({ 'vm.overcommit_memory': '1', 'net.core.somaxconn': '4096', 'vm.swappiness': '1' });
});

test('transparent huge pages are off; a kernel without them is no error', () => {
  for (const line of hugePagesConf().trim().split('\n')) {
    expect(line).toMatch(/^w- \/sys\/kernel\/mm\/transparent_hugepage\/(enabled|defrag) - - - - never$/);
  }
});
