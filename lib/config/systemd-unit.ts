/** A section of a unit file and its settings, in order. */
export type UnitSection = [string, [string, string][]];

/** Text of a unit file. */
export function sections(parts: UnitSection[]): string {
  return parts
    .map(([name, settings]) => [`[${name}]`, ...settings.map(([key, value]) => `${key}=${value}`), ''].join('\n'))
    .join('\n');
}

/**
 * What a data server, Sentinel and the agent never need. MemoryDenyWriteExecute is
 * missing on purpose: `prepare` runs in the same sandbox and Node.js compiles code.
 */
export const SANDBOX: [string, string][] = [
  ['NoNewPrivileges', 'yes'],
  ['CapabilityBoundingSet', ''],
  ['AmbientCapabilities', ''],
  ['ProtectSystem', 'strict'],
  ['ProtectHome', 'yes'],
  ['PrivateTmp', 'yes'],
  ['PrivateDevices', 'yes'],
  ['ProtectKernelTunables', 'yes'],
  ['ProtectKernelModules', 'yes'],
  ['ProtectKernelLogs', 'yes'],
  ['ProtectControlGroups', 'yes'],
  ['ProtectClock', 'yes'],
  ['ProtectHostname', 'yes'],
  ['RestrictNamespaces', 'yes'],
  ['RestrictRealtime', 'yes'],
  ['RestrictSUIDSGID', 'yes'],
  ['LockPersonality', 'yes'],
  ['RestrictAddressFamilies', 'AF_INET AF_INET6 AF_UNIX AF_NETLINK'],
  ['SystemCallArchitectures', 'native'],
  // V8 asks for memory protection keys when Node.js starts; a call that is not allowed fails instead of killing the process.
  ['SystemCallFilter', '@system-service @pkey'],
  ['SystemCallErrorNumber', 'EPERM'],
  ['UMask', '0077'],
];
