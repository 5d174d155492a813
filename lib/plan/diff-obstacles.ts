import { Engine, RegionStrategy, Transport } from '../model';
import { ChangeAction, type DiffStep } from './diff-model';
import { Severity, type DeploymentPlan, type Finding } from './deployment-plan';
import { HOME_REGION, remoteNodes, REPLICA_REGION } from './regions';

/** RDB versions from 12 to 79 belong to Redis alone; Valkey refuses them. Its own begin at 80. */
const FIRST_REDIS_ONLY_RDB = 12;

/** Reasons why the second plan cannot be reached from the first in place. */
export function obstaclesOf(before: DeploymentPlan, after: DeploymentPlan): Finding[] {
  const found: Finding[] = [];
  if (before.name !== after.name) {
    found.push(error('other-deployment', 'name', `${before.name} and ${after.name} are two deployments: nothing of one becomes the other`,
      'compare plans of one deployment, or restore a backup of the first into the second'));
  }
  if (before.topology.kind !== after.topology.kind) {
    found.push(error('other-topology', 'topology', `${before.topology.kind} does not become ${after.topology.kind} in place`,
      'create the new deployment beside the old one and restore a backup into it'));
  }
  if (before.transport !== after.transport && ![before.transport, after.transport].includes(Transport.BOTH)) {
    found.push(error('transport-at-once', 'transport',
      `nodes and clients that speak ${before.transport} would not reach those that speak ${after.transport} already`,
      `go by way of "${Transport.BOTH}", and on when every client has gone over (docs/tls.md)`));
  }
  const unreadable = unreadableData(before, after);
  if (unreadable) {
    found.push(error('data-unreadable', 'engine', unreadable, 'create a new deployment with that engine and copy the keys'));
  }
  return found;
}

function unreadableData(before: DeploymentPlan, after: DeploymentPlan): string | undefined {
  if (before.engine.name === after.engine.name) {
    return undefined;
  }
  const from = Engine.of(before.engine.name);
  const to = Engine.of(after.engine.name);
  if (from.family === 'redis' && to.family === 'valkey' && from.rdbVersion >= FIRST_REDIS_ONLY_RDB) {
    return `${to.name} refuses the data files of ${from.name} (RDB version ${from.rdbVersion} belongs to Redis alone)`;
  }
  if (to.rdbVersion < from.rdbVersion || (from.family === 'valkey' && to.family === 'redis' && to.rdbVersion !== from.rdbVersion)) {
    return `${to.name} cannot read the data files of ${from.name} (RDB version ${from.rdbVersion}, its own is ${to.rdbVersion})`;
  }
  return undefined;
}

/** What is possible and still worth a thought. */
export function warningsOf(before: DeploymentPlan, after: DeploymentPlan, steps: DiffStep[]): Finding[] {
  const found: Finding[] = [];
  if (before.transport !== after.transport && after.transport !== Transport.BOTH) {
    const left = after.transport === Transport.TLS ? Transport.PLAINTEXT : Transport.TLS;
    found.push(warning('clients-reconnect', 'transport', `clients that speak ${left} are cut off and cannot connect any more`,
      'look for connections to the old ports first (CLIENT LIST, laddr)'));
  }
  const elsewhere = before.ports.redis !== after.ports.redis || before.ports.sentinel !== after.ports.sentinel;
  if (elsewhere && before.transport === after.transport) {
    found.push(warning('addresses-change', 'ports', 'Sentinels and clients know nodes by address and port; every one must learn the new ones',
      'keep the ports, or plan an interruption'));
  }
  if (before.nodeMemoryBytes !== after.nodeMemoryBytes) {
    found.push(warning('instance-size', 'nodeMemoryBytes',
      `${before.nodeMemoryBytes} -> ${after.nodeMemoryBytes} bytes: where memory comes with the machine, every node is replaced, one at a time`,
      'see the diff of the platform (`cdk diff`) for what is replaced'));
  }
  found.push(...regionWarnings(before, after, steps));
  if (steps.some((step) => step.action === ChangeAction.MOVE && after.nodes.some(({ name }) => name === step.node))) {
    found.push(warning('moves-copy', 'failureDomains', 'a node that moves gets a new volume; until its copy has ended there is one replica less',
      'run `redis-ha doctor` before each move'));
  }
  if (after.settings.maxMemoryBytes < before.settings.maxMemoryBytes) {
    found.push(warning('less-memory', 'settings.maxMemoryBytes',
      after.settings.maxMemoryPolicy === 'noeviction' ? 'writes are refused at once where more than that is in use' : 'keys are evicted down to it at once',
      'check used_memory first'));
  }
  return found;
}

function regionWarnings(before: DeploymentPlan, after: DeploymentPlan, steps: DiffStep[]): Finding[] {
  const there = remoteNodes(after).filter(({ dormant }) => !dormant).map(({ name }) => name);
  return [
    ...(steps.some(({ action, node }) => action === ChangeAction.MOVE && there.includes(node))
      ? [warning('region-moves-copy', 'replicaRegion', `a node that moves there copies its data; until that has ended ${REPLICA_REGION} has a copy less`
        + `${after.regionChange?.strategy === RegionStrategy.PILOT_LIGHT ? ', and of that data set none' : ''}`,
      'promote nothing meanwhile; `redis-ha region status` shows the lag')] : []),
    ...(before.regionChange && !after.regionChange
      ? [warning('region-goes', 'replicaRegion', `${REPLICA_REGION} goes, and nothing can be promoted any more when ${HOME_REGION} is lost`,
        'see that `redis-ha region status` says that the region that stays is the active one')] : []),
  ];
}

function error(id: string, field: string, reason: string, fix: string): Finding {
  return { severity: Severity.ERROR, id, field, reason, fix };
}

function warning(id: string, field: string, reason: string, fix: string): Finding {
  return { severity: Severity.WARNING, id, field, reason, fix };
}
