import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

/**
 * Feeds rules to nft.
 *
 * @throws Error that says what is missing: the program or the right to use it
 */
export function nft(rules: string, prefix: string[] = []): Promise<void> {
  const [program, ...args] = [...prefix, 'nft', '-f', '-'];
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'pipe'] });
    let complaint = '';
    child.stderr.on('data', (part: Buffer) => { complaint += part.toString(); });
    child.on('error', () => reject(new Error('cutting a network needs nft: apt-get install nftables')));
    // Not `exit`: what it complained about may still be on its way.
    child.on('close', (code) => {
      if (code === 0) {
        resolve();
      } else if (/not permitted/i.test(complaint)) {
        reject(new Error('cutting a network needs CAP_NET_ADMIN: run as root, or in a network of your own: '
          + '`unshare --map-root-user --net sh -c "ip link set lo up && exec ..."`'));
      } else {
        reject(new Error(`nft: ${complaint.trim()}`));
      }
    });
    // It may end without having read its rules; why is in its complaint.
    child.stdin.on('error', () => undefined);
    child.stdin.end(rules);
  });
}

/**
 * A table that drops what travels between the two groups of addresses, both ways.
 *
 * @param linked connections between them are led through another address, and known by where they were going
 */
export function dropTable(table: string, groupA: string[], groupB: string[], linked = false): string {
  const a = `{ ${groupA.join(', ')} }`;
  const b = `{ ${groupB.join(', ')} }`;
  return `table inet ${table} {
  chain cut {
    type filter hook input priority -150; policy accept;
    ip saddr ${a} ip daddr ${b} drop
    ip saddr ${b} ip daddr ${a} drop${linked ? `
    ct original ip saddr ${a} ct original ip daddr ${b} drop
    ct original ip saddr ${b} ct original ip daddr ${a} drop` : ''}
  }
}
`;
}

/** Removes the table if it is there. */
export function removeTable(table: string): string {
  return `table inet ${table} {}\ndelete table inet ${table}\n`;
}

/** Begins the names of a lab's tables: they hold the id of its process, so that another lab knows whether it still lives. */
export function tablePrefix(id: string): string {
  return `redis_ha_${process.pid.toString(16)}x${id}`;
}

/** Tables of labs whose process was killed before it could take them back. Removes nothing where it may not. */
export async function removeOrphanTables(): Promise<void> {
  const tables = await promisify(execFile)('nft', ['list', 'tables']).then(({ stdout }) => stdout, () => '');
  const orphans = [...tables.matchAll(/^table inet (redis_ha_([0-9a-f]+)x\w+)$/gm)]
    .filter(([, , pid]) => !existsSync(`/proc/${parseInt(pid!, 16)}`));
  // Another lab may be doing the same.
  await Promise.all(orphans.map(([, table]) => nft(removeTable(table!)).catch(() => undefined)));
}
