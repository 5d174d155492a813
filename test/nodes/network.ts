import { execFileSync } from 'node:child_process';

/** The private network is flat: zones differ in name only. */
export const PREFIX_LENGTH = 16;
/** Where the stand-in for AWS listens, the default route of every node, and the test's own clients. */
export const GATEWAY = '10.0.255.1';
export const METADATA = '169.254.169.254';
export const BRIDGE = 'nodes0';

/** Makes the network. Refuses outside a network namespace of its own: the machine's network is not ours to change. */
export function createNetwork(): void {
  const others = JSON.parse(execFileSync('ip', ['-json', 'link'], { encoding: 'utf8' }))
    .map((link: { ifname: string }) => link.ifname)
    .filter((name: string) => name !== 'lo' && !/^(tunl|gre|gretap|erspan|sit|ip_vti|ip6|teql|dummy|ifb|bond)/.test(name));
  // Made by an earlier test file of this run.
  if (others.includes(BRIDGE)) return;
  if (others.length > 0) throw new Error(`not in a network namespace of its own (found ${others.join(', ')}); run npm run test:nodes`);
  for (const args of [
    ['link', 'set', 'lo', 'up'],
    ['link', 'add', BRIDGE, 'type', 'bridge'],
    ['addr', 'add', `${GATEWAY}/${PREFIX_LENGTH}`, 'dev', BRIDGE],
    ['addr', 'add', `${METADATA}/32`, 'dev', BRIDGE],
    ['link', 'set', BRIDGE, 'up'],
  ]) {
    execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  }
}
