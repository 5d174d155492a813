import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, Chart, Testing } from 'cdk8s';
import { parsePlan } from '../../../lib/plan/parse';
import { anApp, aChart, saying, sentinel, synthesized } from './charts';

const folder = (): string => mkdtempSync(path.join(tmpdir(), 'redis-ha-plan-'));

/** Environment of the CLIs, put back afterwards. */
function withEnvironment<T>(values: Record<string, string | undefined>, work: () => T): T {
  const before = Object.fromEntries(Object.keys(values).map((key) => [key, process.env[key]]));
  const set = (all: Record<string, string | undefined>): void => Object.entries(all).forEach(([key, value]) => {
    if (value === undefined) {
      delete process.env[key];
    } else {
      process.env[key] = value;
    }
  });
  set(values);
  try {
    return work();
  } finally {
    set(before);
  }
}

describe('Plan file', () => {
  test('beside the manifests, in the constructor, under a unique name', () => {
    const app = anApp();
    const redis = sentinel(aChart({}, app));
    expect(path.dirname(redis.planFile)).toBe(app.outdir);
    expect(path.basename(redis.planFile)).toMatch(/^test-redis-[0-9a-f]{8}\.redis-ha\.json$/);
    saying(() => app.synth());
    expect(readdirSync(app.outdir).sort()).toEqual([path.basename(redis.planFile), 'test.k8s.yaml'].sort());
  });

  test('every deployment has one of its own', () => {
    const chart = aChart();
    expect(sentinel(chart, {}, 'A').planFile).not.toBe(sentinel(chart, {}, 'B').planFile);
  });

  test('is the plan to the command, and a list of nothing to kubectl', () => {
    const redis = sentinel(aChart());
    const text = readFileSync(redis.planFile, 'utf8');
    expect({ ...parsePlan(text, redis.planFile), findings: redis.plan.findings }).toEqual(JSON.parse(JSON.stringify(redis.plan)));
    expect(JSON.parse(text)).toMatchObject({ apiVersion: 'v1', kind: 'List', items: [] });
  });

  test('holds what there is to know on this platform, in the words of the props, as it is in the end', () => {
    const chart = aChart();
    const redis = sentinel(chart, { scheduling: { zones: 1 } });
    const ids = (): string[] => parsePlan(readFileSync(redis.planFile, 'utf8'), 'x').findings.map(({ id, field }) => `${id} ${field}`);
    expect(ids()).toEqual(expect.arrayContaining(['few-zones scheduling.zones', 'no-clients clients']));
    redis.allowClients({ podSelector: {} });
    synthesized(chart);
    expect(ids()).toContain('few-zones scheduling.zones');
    expect(ids()).not.toContain('no-clients clients');
  });

  test('says what the pods are told', () => {
    const chart = aChart();
    const redis = sentinel(chart, { deploymentName: 'cache' });
    const deployment = synthesized(chart).ofKind('ConfigMap').find(({ data }) => data?.['plan.json'])!;
    expect(JSON.parse(deployment.data['plan.json'])).toEqual(JSON.parse(JSON.stringify(redis.plan)));
  });

  test('the chart of a test has a folder too', () => {
    expect(existsSync(sentinel(Testing.chart()).planFile)).toBe(true);
  });

  test('cdk8s synth names the folder', () => {
    const named = folder();
    withEnvironment({ CDK8S_OUTDIR: named, CDK_OUTDIR: undefined }, () => {
      expect(path.dirname(sentinel(new Chart(new App(), 'test')).planFile)).toBe(named);
    });
  });

  test('in a CDK app: beside the templates, unless the chart\'s App has a folder of its own', () => {
    const [assembly, own] = [folder(), folder()];
    withEnvironment({ CDK8S_OUTDIR: undefined, CDK_OUTDIR: assembly }, () => {
      expect(path.dirname(sentinel(new Chart(new App(), 'test')).planFile)).toBe(assembly);
      expect(path.dirname(sentinel(new Chart(new App({ outdir: own }), 'test')).planFile)).toBe(own);
    });
  });
});
