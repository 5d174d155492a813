import fc from 'fast-check';
import {
  AppendFsync, Engine, RegionStrategy, SentinelPlacement, Topology, type DeploymentSpec, type ReplicaRegionSpec,
  type SettingOverrides, type Settings,
} from '../../../lib/model';
import { isUsed } from '../../../lib/plan';

/** The deployment most tests start from. */
export function demoSpec(changes: Partial<DeploymentSpec> = {}): DeploymentSpec {
  return {
    name: 'demo',
    engine: Engine.REDIS_7_0,
    topology: Topology.sentinel(),
    objectives: { rpoSeconds: 5, rtoSeconds: 5 },
    failureDomains: 3,
    ...changes,
  };
}

/** Another region with as many nodes, declared so that it can be kept. */
export const WARM: ReplicaRegionSpec = {
  strategy: RegionStrategy.WARM, failureDomains: 3, objectives: { rpoSeconds: 60, rtoSeconds: 7200 },
};

export function withOverrides(overrides: SettingOverrides, changes: Partial<DeploymentSpec> = {}): DeploymentSpec {
  return demoSpec({ ...changes, overrides });
}

const sentinels = fc.record({
  replicas: fc.integer({ min: 1, max: 6 }),
  sentinels: fc.constantFrom(3, 5, 7, 9),
  extraQuorum: fc.integer({ min: 0, max: 2 }),
  placement: fc.constantFrom(SentinelPlacement.BESIDE_DATA, SentinelPlacement.OWN_NODES),
}).map(({ replicas, sentinels, extraQuorum, placement }) => Topology.sentinel({
  replicas,
  sentinels,
  quorum: Math.min(Math.floor(sentinels / 2) + 1 + extraQuorum, sentinels - 1),
  placement,
}));

const replications = fc.record({ replicas: fc.integer({ min: 1, max: 6 }), share: fc.nat() })
  .map(({ replicas, share }) => Topology.replication({ replicas, cascaded: share % replicas }));

const clusters = fc.record({ shards: fc.integer({ min: 3, max: 12 }), replicas: fc.integer({ min: 0, max: 3 }) })
  .map((options) => Topology.cluster(options));

/** Overrides of timing and safety settings, plausible but not tuned to fit the objectives. */
const overrides: fc.Arbitrary<SettingOverrides> = fc.record({
  downAfterSeconds: fc.double({ min: 0.2, max: 20, noNaN: true }),
  nodeTimeoutSeconds: fc.double({ min: 0.5, max: 20, noNaN: true }),
  rebootDownAfterSeconds: fc.double({ min: 0.2, max: 20, noNaN: true }),
  failoverTimeoutSeconds: fc.double({ min: 1, max: 60, noNaN: true }),
  infoPeriodSeconds: fc.integer({ min: 1, max: 10 }),
  minReplicasToWrite: fc.integer({ min: 0, max: 2 }),
  minReplicasMaxLagSeconds: fc.integer({ min: 2, max: 20 }),
  fenceAfterSeconds: fc.double({ min: 0.5, max: 20, noNaN: true }),
  handoverPauseSeconds: fc.double({ min: 0.05, max: 10, noNaN: true }),
  restartDelaySeconds: fc.double({ min: 0, max: 30, noNaN: true }),
}, { requiredKeys: [] });

/** Overrides that mean something in the topology; another is refused before anything is planned. */
function meant(spec: DeploymentSpec): DeploymentSpec {
  const used = ([key]: [string, unknown]): boolean => isUsed(key as keyof Settings, spec.topology.kind);
  const { overrides: all } = spec;
  return all === undefined ? spec : { ...spec, overrides: Object.fromEntries(Object.entries(all).filter(used)) };
}

/** Specs whose values make sense by themselves; whether they can be kept is for `plan` to say. */
const specsOf = (topologies: fc.Arbitrary<Topology>): fc.Arbitrary<DeploymentSpec> => fc.record({
  name: fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
  engine: fc.constantFrom(...Engine.all()),
  topology: topologies,
  objectives: fc.record({
    rpoSeconds: fc.double({ min: 0.5, max: 3600, noNaN: true }),
    rtoSeconds: fc.double({ min: 0.5, max: 600, noNaN: true }),
  }),
  failureDomains: fc.integer({ min: 1, max: 6 }),
  nodeMemoryBytes: fc.integer({ min: 512 * 1024 * 1024, max: 2 ** 40 }),
  persistence: fc.record({ appendfsync: fc.constantFrom(AppendFsync.ALWAYS, AppendFsync.EVERY_SECOND) }, { requiredKeys: [] }),
  overrides: fc.option(overrides, { nil: undefined, freq: 2 }),
}, { requiredKeys: ['name', 'engine', 'topology', 'objectives', 'failureDomains'] }).map(meant);

export const sentinelSpecs = specsOf(sentinels);
export const replicationSpecs = specsOf(replications);
export const clusterSpecs = specsOf(clusters);
/** Of every topology. */
export const specs = fc.oneof(sentinelSpecs, replicationSpecs, clusterSpecs);
