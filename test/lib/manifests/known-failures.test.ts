import { execFileSync } from 'node:child_process';
import { FENCE, layoutOf, PLACEHOLDER, POD_LABELS, POD_PATHS, podOf } from '../../../lib/config';
import type { DeploymentInput } from '../../../lib/manifests';
import { nodeConfigOf } from '../../../lib/manifests/deployment-config';
import { SentinelPlacement, Topology } from '../../../lib/model';
import { PlanRefused } from '../../../lib/plan';
import { containerOf, containersOf, INPUTS, inputWith, objectsOf, ofKind, PLANS, planWith, restoreWith, theOne } from './inputs';

// How others lose data on Kubernetes, and what in the manifests makes it impossible. What agents do about the same is in their
// own tests: rules R1, R3, R5 and R11 (F1), R6 and R8 (F2), R10 and the addresses of a start (F3), /live and /ready (F4),
// R9 (F5), R7 (F6), the role label (F7), seeding (F8).

const SENTINEL = inputWith(PLANS.Sentinel!);
const CLUSTER = inputWith(PLANS.Cluster!);

/** Everything that runs: commands, hooks and probes of every container. */
function commandsOf(input: DeploymentInput): string {
  const owners = objectsOf(input).filter(({ spec }) => (spec as any)?.template);
  const run = owners.flatMap(containersOf).map(({ command, args, lifecycle, env }) => ({ command, args, lifecycle, env }));
  return JSON.stringify(run);
}

function fileOf(input: DeploymentInput, name: string): any {
  return JSON.parse(ofKind(input, 'ConfigMap').find(({ data }) => data?.[name]).data[name]);
}

describe.each(INPUTS)('in %s', (_name, input) => {
  test('F1: no pod decides alone that it is primary', () => {
    for (const set of ofKind(input, 'StatefulSet')) {
      const redis = containersOf(set).find(({ name }) => name === 'redis');
      if (redis) {
        const words = redis.command.join(' ');
        expect(words).toContain(`--min-replicas-to-write ${FENCE}`);
        expect(words).toContain(input.plan.topology.kind === 'cluster' ? '--cluster-replica-no-failover yes'
          : `--replicaof ${PLACEHOLDER.host} ${PLACEHOLDER.port} --replica-priority 0`);
      }
    }
    expect(commandsOf(input)).not.toMatch(/no one|ordinal|pod-index|hostname/i);
    // What is remembered is on volumes that outlive pods, and once more in an object that applying manifests again leaves alone.
    const { dataDir } = nodeConfigOf(input);
    const { sentinelConf, clusterConf, memoryFile } = layoutOf(nodeConfigOf(input));
    for (const file of [sentinelConf, clusterConf, memoryFile]) {
      expect(file.startsWith(`${dataDir}/`)).toBe(true);
    }
    const state = theOne(input, 'ConfigMap', `${input.plan.name}-state`);
    expect(Object.keys(state).sort()).toEqual(['apiVersion', 'kind', 'metadata']);
  });

  test('F2: nothing competes with those who decide: no loop, no healer, nobody who may delete a pod', () => {
    const kinds = new Set(objectsOf(input).map(({ kind }) => kind));
    for (const kind of ['Deployment', 'DaemonSet', 'ReplicaSet', 'Pod']) {
      expect(kinds).not.toContain(kind);
    }
    // What comes back by the clock is given nothing but the Secrets of the certificates.
    const clocked = ofKind(input, 'CronJob').map(({ spec }) => spec.jobTemplate.spec.template.spec.serviceAccountName);
    expect(clocked).toEqual(input.certificates?.kind === 'generated' ? ['cache-renewal'] : []);
    for (const account of clocked) {
      expect(theOne(input, 'Role', account).rules).toEqual([
        { apiGroups: [''], resources: ['secrets'], resourceNames: ['cache-tls', 'cache-authority', 'cache-ca'], verbs: ['get', 'patch'] },
      ]);
    }
    expect(commandsOf(input)).not.toMatch(/sentinel (reset|remove|monitor|failover)|cluster (forget|reset|failover)|redis-cli|valkey-cli/i);
    const verbs = ofKind(input, 'Role').flatMap(({ rules }) => rules).flatMap((rule: any) => rule.verbs);
    expect([...new Set(verbs)].filter((verb) => !['get', 'update', 'patch', 'create'].includes(verb as string))).toEqual([]);
  });

  test('F3: a node has one address for life, which leads to its pod and no other, ready or not', () => {
    const { addresses } = fileOf(input, 'hosts.json');
    expect(Object.keys(addresses)).toEqual(input.plan.nodes.map(({ name }) => name).sort());
    for (const [node, address] of Object.entries(addresses)) {
      const { pod } = podOf(input.plan.name, node);
      const { spec } = theOne(input, 'Service', address as string);
      expect(spec).toMatchObject({ type: 'ClusterIP', publishNotReadyAddresses: true });
      expect(spec.clusterIP).toBeUndefined();
      expect(spec.selector).toEqual({ [POD_LABELS.instance]: input.plan.name, 'statefulset.kubernetes.io/pod-name': pod });
      // In a pod of that name it would be the pod's own address.
      expect(address).not.toBe(pod);
    }
    expect(commandsOf(input)).not.toMatch(/status\.podIP/);
  });

  test('F4: alive asks nothing of other pods, ready does, and neither hides nodes from each other', () => {
    for (const set of ofKind(input, 'StatefulSet')) {
      for (const { name, livenessProbe, startupProbe } of containersOf(set)) {
        const paths = [livenessProbe, startupProbe].filter(Boolean).map(({ httpGet }) => httpGet.path);
        const own: Record<string, string> = { redis: '/live', sentinel: '/sentinel', agent: '/agent' };
        expect(paths.filter((path) => path !== own[name])).toEqual([]);
      }
    }
    const unready = ofKind(input, 'Service').filter(({ spec }) => spec.publishNotReadyAddresses).map(({ metadata }) => metadata.name);
    // Whoever asks the Sentinels asks when there is no primary, and then no pod is ready.
    const asked = ofKind(input, 'Service').map(({ metadata }) => metadata.name).filter((name) => name === `${input.plan.name}-sentinels`);
    expect(unready.sort()).toEqual([`${input.plan.name}-pods`, ...asked, ...Object.values(fileOf(input, 'hosts.json').addresses)].sort());
  });

  test('F5: no roll or eviction takes two pods of a data set at once, nor one before it has handed over', () => {
    const [budget, ...others] = ofKind(input, 'PodDisruptionBudget');
    expect(others).toEqual([]);
    expect(budget.spec.maxUnavailable).toBe(1);
    const shards = new Set<string>();
    for (const { spec } of ofKind(input, 'StatefulSet')) {
      const { labels } = spec.template.metadata;
      for (const [key, value] of Object.entries(budget.spec.selector.matchLabels)) {
        expect(labels[key]).toBe(value);
      }
      expect(shards).not.toContain(labels[POD_LABELS.shard] ?? labels[POD_LABELS.workload]);
      shards.add(labels[POD_LABELS.shard] ?? labels[POD_LABELS.workload]);
      for (const { name, lifecycle } of spec.template.spec.containers) {
        expect(`${name}: ${lifecycle.preStop.exec.command.join(' ')}`).toContain(POD_PATHS.stopAnswered);
      }
      expect(spec.minReadySeconds).toBeGreaterThan(0);
      expect(spec.template.spec.initContainers.find(({ name }: any) => name === 'agent').restartPolicy).toBe('Always');
    }
  });

  test('F7: a new pod has no role, and a role\'s Service leads to that role only', () => {
    for (const { spec } of ofKind(input, 'StatefulSet')) {
      expect(spec.template.metadata.labels).not.toHaveProperty([POD_LABELS.role]);
    }
    const byRole = ofKind(input, 'Service').filter(({ metadata }) => /-(primary|replicas)$/.test(metadata.name));
    expect(byRole).toHaveLength(input.plan.topology.kind === 'cluster' ? 0 : 2);
    for (const { metadata, spec } of byRole) {
      expect(spec.publishNotReadyAddresses).toBeUndefined();
      expect(spec.selector[POD_LABELS.role]).toBe(metadata.name.endsWith('-primary') ? 'primary' : 'replica');
    }
  });

  test('F8: a restore is a step of a start, before the server, with one backup for all; otherwise there is none', () => {
    for (const set of ofKind(input, 'StatefulSet')) {
      const before = set.spec.template.spec.initContainers.map(({ name }: any) => name);
      const hasData = set.spec.template.spec.containers.some(({ name }: any) => name === 'redis');
      expect(before).toEqual(['prepare', 'agent', ...(input.restore && hasData ? ['seed'] : [])]);
    }
    expect(fileOf(input, 'hosts.json').restore).toEqual(input.restore?.binding);
  });

  test('F9: passwords are files that change in place: in no environment, no hash and no subPath', () => {
    for (const set of ofKind(input, 'StatefulSet')) {
      for (const { env = [], envFrom, volumeMounts } of containersOf(set)) {
        expect(envFrom).toBeUndefined();
        const fromSecrets = env.map(({ valueFrom }: any) => valueFrom?.secretKeyRef?.name).filter(Boolean);
        expect(fromSecrets).not.toContain(input.passwords.secretName);
        expect(volumeMounts.filter(({ subPath }: any) => subPath)).toEqual([]);
      }
    }
  });
});

test('F11: no script but a few lines of sh, which sh can read', () => {
  const owners = INPUTS.flatMap(([, input]) => objectsOf(input)).filter(({ spec }) => (spec as any)?.template);
  const commands = owners.flatMap(containersOf).flatMap(({ command, lifecycle }) => [command, lifecycle?.preStop.exec.command]);
  const scripts = new Set<string>(commands.filter((command) => command?.[0] === 'sh').map((command) => command[2]));
  expect(scripts.size).toBeGreaterThan(2);
  for (const script of scripts) {
    expect(script.split('\n').length).toBeLessThan(8);
    execFileSync('sh', ['-n', '-c', script]);
  }
});

test('F6: writes need a replica where there are two or more, and a pair of Sentinels is refused', () => {
  expect(fileOf(SENTINEL, 'plan.json').settings.minReplicasToWrite).toBe(1);
  expect(() => Topology.sentinel({ sentinels: 2 })).toThrow('no majority');
});

test('F5: a Cluster\'s shards are StatefulSets of their own, spread and kept apart each by itself', () => {
  const sets = ofKind(CLUSTER, 'StatefulSet');
  expect(sets.map(({ metadata }) => metadata.name)).toEqual(['cache-shard-1', 'cache-shard-2', 'cache-shard-3']);
  for (const { spec } of sets) {
    const { affinity, topologySpreadConstraints: [strict] } = spec.template.spec;
    const [term] = affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    expect(strict).toMatchObject({ topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule', maxSkew: 1 });
    for (const { labelSelector } of [strict, term]) {
      expect(labelSelector).toEqual(spec.selector);
    }
  }
});

test('F8: what restores never gets to a deployment that is not to be restored', () => {
  const restoring = inputWith(PLANS.Sentinel!, { restore: restoreWith() });
  expect(JSON.stringify(objectsOf(restoring))).toContain('redis-ha-seed.js');
  expect(JSON.stringify(objectsOf(SENTINEL)).replaceAll(POD_PATHS.seed, '')).not.toContain('redis-ha-seed');
});

test('F10: what cannot work is refused before there is a manifest: too few nodes, no zone to lose, data that nothing keeps', () => {
  expect(() => Topology.cluster({ shards: 2 })).toThrow('fewer than 3');
  expect(() => planWith(Topology.sentinel(), { failureDomains: 1 })).toThrow(PlanRefused);
  expect(() => planWith(Topology.sentinel({ placement: SentinelPlacement.OWN_NODES }), {
    overrides: { minReplicasToWrite: 3 },
  })).toThrow(PlanRefused);
  for (const { spec } of [...ofKind(SENTINEL, 'StatefulSet'), ...ofKind(CLUSTER, 'StatefulSet')]) {
    expect(spec.persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Retain', whenScaled: 'Retain' });
    expect(spec.volumeClaimTemplates.map(({ metadata }: any) => metadata.name)).toEqual(['data']);
  }
  expect(containerOf(SENTINEL, 'redis').volumeMounts).toContainEqual({ name: 'data', mountPath: nodeConfigOf(SENTINEL).dataDir });
});
