/** Fixed places on an EC2 node; constant, so that user data and units never change with the plan. */
export const EC2_PATHS = {
  configDir: '/etc/redis-ha',
  nodeConfig: '/etc/redis-ha/node.json',
  plan: '/etc/redis-ha/plan.json',
  /** The pointer as it was last applied. */
  pointer: '/etc/redis-ha/pointer.json',
  /** Id of the instance that has signalled; on the root volume, so that another instance starts without it. */
  signalled: '/etc/redis-ha/signalled',
  bindings: '/etc/redis-ha/bindings.json',
  agent: '/opt/redis-ha/redis-ha-agent.js',
  /** Seeds a node with the backup its deployment begins with; only there where it does. */
  seed: '/opt/redis-ha/redis-ha-seed.js',
  data: '/var/lib/redis-ha',
  run: '/run/redis-ha',
  /**
   * There while the running agent may be older than the files it reads; holds the pointer they are of. Gone after a
   * reboot, as is that agent. Not in `run`, which belongs to the engine's user: root writes it.
   */
  restartPending: '/run/redis-ha-restart-pending',
  units: '/etc/systemd/system',
  node: '/usr/bin/node',
} as const;
