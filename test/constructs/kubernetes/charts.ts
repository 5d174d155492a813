import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, Chart, Duration, Testing, type ChartProps } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  RedisCluster, RedisReplication, RedisSentinel, type RedisClusterProps, type RedisDeploymentBase, type RedisReplicationProps,
  type RedisSentinelProps,
} from '../../../constructs/kubernetes';

export const OBJECTIVES = { rpo: Duration.seconds(5), rto: Duration.seconds(10) };
/** A Cluster notices the death of a machine by a timeout that must not be too short. */
export const CLUSTER_OBJECTIVES = { rpo: Duration.seconds(5), rto: Duration.seconds(20) };
/** Without a failover of its own, service may only return when a full node has loaded again. */
export const REPLICATION_OBJECTIVES = { rpo: Duration.seconds(5), rto: Duration.minutes(5) };

/** An object as it is synthesized. */
export type Manifest = Record<string, any>;

/** An app with a folder of its own. */
export function anApp(): App {
  return new App({ outdir: mkdtempSync(path.join(tmpdir(), 'redis-ha-chart-')) });
}

export function aChart(props: ChartProps = { namespace: 'shop' }, app = anApp()): Chart {
  return new Chart(app, 'test', props);
}

export interface Synthesized {
  readonly objects: Manifest[];
  /** What was said on standard error, a line each. */
  readonly said: string[];
  /** The one object of that kind and name. */
  one(kind: string, name: string): Manifest;
  ofKind(kind: string): Manifest[];
}

/** Synthesizes a chart and listens to what is said meanwhile. */
export function synthesized(chart: Chart): Synthesized {
  let objects: Manifest[] = [];
  const said = saying(() => { objects = Testing.synth(chart); });
  const ofKind = (kind: string): Manifest[] => objects.filter((object) => object.kind === kind);
  return {
    objects,
    said,
    ofKind,
    one: (kind, name) => {
      const found = ofKind(kind).filter(({ metadata }) => metadata.name === name);
      if (found.length !== 1) {
        throw new Error(`${found.length} of kind ${kind} are called ${name}: ${ofKind(kind).map(({ metadata }) => metadata.name).join(', ')}`);
      }
      return found[0]!;
    },
  };
}

/** Lines on standard error during some work. */
export function saying(work: () => void): string[] {
  let text = '';
  const spy = jest.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  try {
    work();
  } finally {
    spy.mockRestore();
  }
  return text.split('\n').filter(Boolean);
}

export interface Deployed<Redis extends RedisDeploymentBase> extends Synthesized {
  readonly chart: Chart;
  readonly redis: Redis;
}

export function sentinel(scope: Construct, props: Partial<RedisSentinelProps> = {}, id = 'Redis'): RedisSentinel {
  return new RedisSentinel(scope, id, { objectives: OBJECTIVES, ...props });
}

export function deployed(props: Partial<RedisSentinelProps> = {}, chart = aChart()): Deployed<RedisSentinel> {
  const redis = sentinel(chart, { deploymentName: 'cache', ...props });
  return { chart, redis, ...synthesized(chart) };
}

export function deployedReplication(props: Partial<RedisReplicationProps> = {}, chart = aChart()): Deployed<RedisReplication> {
  const redis = new RedisReplication(chart, 'Redis', { deploymentName: 'cache', objectives: REPLICATION_OBJECTIVES, ...props });
  return { chart, redis, ...synthesized(chart) };
}

export function deployedCluster(props: Partial<RedisClusterProps> = {}, chart = aChart()): Deployed<RedisCluster> {
  const redis = new RedisCluster(chart, 'Redis', { deploymentName: 'cache', objectives: CLUSTER_OBJECTIVES, ...props });
  return { chart, redis, ...synthesized(chart) };
}

/** The containers of a pod template, init containers first. */
export function containersOf(statefulSet: Manifest): Manifest[] {
  const { initContainers = [], containers } = statefulSet.spec.template.spec;
  return [...initContainers, ...containers];
}
