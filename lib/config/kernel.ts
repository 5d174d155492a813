/**
 * Kernel settings a Redis node needs, as files of a Debian system.
 *
 * @see https://redis.io/docs/latest/operate/oss_and_stack/management/admin/
 */
export const KERNEL_FILES = {
  sysctl: '/etc/sysctl.d/60-redis-ha.conf',
  tmpfiles: '/etc/tmpfiles.d/redis-ha.conf',
} as const;

/** Queue of connections not yet accepted; Redis asks for as much with `tcp-backlog`. */
export const SOMAXCONN = 4096;

/** Open files of a Redis or Sentinel process: 10,000 clients, replicas and its own, with room. */
export const OPEN_FILES = 65_536;

/** Text of the sysctl file. */
export function sysctlConf(): string {
  return [
    '# A fork for a snapshot must not fail because the copy could in theory need all memory again.',
    'vm.overcommit_memory = 1',
    '# A data set in swap answers too late to be alive.',
    'vm.swappiness = 1',
    '# After a failover every client connects at once.',
    `net.core.somaxconn = ${SOMAXCONN}`,
    `net.ipv4.tcp_max_syn_backlog = ${SOMAXCONN}`,
    '# A client or peer that vanished is noticed in minutes, not in two hours.',
    'net.ipv4.tcp_keepalive_time = 300',
    '',
  ].join('\n');
}

/** Transparent huge pages off at every boot, as a tmpfiles rule: they turn each write after a fork into a 2 MiB copy. */
export function hugePagesConf(): string {
  return [
    'w- /sys/kernel/mm/transparent_hugepage/enabled - - - - never',
    'w- /sys/kernel/mm/transparent_hugepage/defrag - - - - never',
    '',
  ].join('\n');
}
