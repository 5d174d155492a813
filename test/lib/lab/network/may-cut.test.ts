import { withoutPrograms } from '../without-programs';

/** Asks on a machine whose only program is an `nft` that behaves as described. */
function asked(nft: string): string {
  return withoutPrograms(`
    import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
    import { join } from 'node:path';
    import { tmpdir } from 'node:os';
    import { mayCut } from './lib/lab';
    const folder = mkdtempSync(join(tmpdir(), 'redis-ha-nft-'));
    writeFileSync(join(folder, 'nft'), ${JSON.stringify(`#!/bin/sh\n${nft}\n`)});
    chmodSync(join(folder, 'nft'), 0o755);
    process.env.PATH = folder;
    void mayCut().then((lacks) => { console.log(JSON.stringify(lacks ?? 'nothing')); rmSync(folder, { recursive: true }); });
  `).trim();
}

test('nft may be used: nothing is missing, and the table it was asked with is gone again', () => {
  expect(asked('while read -r line; do case "$line" in "delete table "*) exit 0;; esac; done; exit 1')).toBe('"nothing"');
});

test('no right to use it is named, with the ways to get it', () => {
  const lacks = asked('echo "Error: Operation not permitted (you must be root)" >&2; exit 1');
  expect(lacks).toContain('CAP_NET_ADMIN');
  expect(lacks).toContain('run as root');
  expect(lacks).toContain('unshare --map-root-user --net');
});

test('anything else it complains about is passed on', () => {
  expect(asked('echo "no kernel support" >&2; exit 1')).toContain('no kernel support');
});

test('no nft at all: the package that has it', () => {
  expect(withoutPrograms(`
    import { mayCut } from './lib/lab';
    void mayCut().then((lacks) => console.log(lacks));
  `)).toContain('apt-get install nftables');
});
