/** Fixed places on an EC2 node; constant, so that user data and units never change with the plan. */
export const EC2_PATHS = {
  configDir: '/etc/redis-ha',
  nodeConfig: '/etc/redis-ha/node.json',
  plan: '/etc/redis-ha/plan.json',
  /** The pointer as it was last applied. */
  pointer: '/etc/redis-ha/pointer.json',
  bindings: '/etc/redis-ha/bindings.json',
  agent: '/opt/redis-ha/redis-ha-agent.js',
  data: '/var/lib/redis-ha',
  run: '/run/redis-ha',
  units: '/etc/systemd/system',
  node: '/usr/bin/node',
} as const;
