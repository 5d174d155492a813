import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as cdk from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ApiObject, App, Chart, JsonPatch, Testing, YamlOutputType } from 'cdk8s';
import { Construct } from 'constructs';
import { RedisCluster, RedisReplication } from '../../../constructs/kubernetes';
import { anApp, aChart, CLUSTER_OBJECTIVES, deployed, REPLICATION_OBJECTIVES, saying, sentinel, synthesized } from './charts';

describe('inside a user\'s chart', () => {
  test('several deployments of one namespace have no name in common', () => {
    const chart = aChart();
    sentinel(chart, {}, 'Sessions');
    sentinel(chart, {}, 'Carts');
    new RedisCluster(chart, 'Catalogue', { objectives: CLUSTER_OBJECTIVES });
    new RedisReplication(chart, 'Reports', { objectives: REPLICATION_OBJECTIVES });
    const names = synthesized(chart).objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(names.length).toBeGreaterThan(80);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('no selector of one finds pods of another', () => {
    const chart = aChart();
    sentinel(chart, { deploymentName: 'a' }, 'A');
    sentinel(chart, { deploymentName: 'a-node' }, 'B');
    const { ofKind } = synthesized(chart);
    for (const { metadata, spec } of ofKind('Service')) {
      const [owner] = ofKind('StatefulSet').filter(({ metadata: { labels } }) =>
        labels['app.kubernetes.io/instance'] === metadata.labels['app.kubernetes.io/instance']);
      const found = ofKind('StatefulSet').filter(({ spec: { template } }) =>
        template.metadata.labels['app.kubernetes.io/instance'] === spec.selector['app.kubernetes.io/instance']);
      expect(found).toEqual([owner]);
    }
  });

  test('a default name comes from the path, is a valid one and is no other construct\'s', () => {
    const app = anApp();
    const nested = new Construct(aChart({}, app), '9th');
    const long = new Construct(nested, 'x'.repeat(60));
    const names = [sentinel(nested), sentinel(long), sentinel(nested, {}, 'redis')].map(({ deploymentName }) => deploymentName);
    names.forEach((name) => expect(name).toMatch(/^[a-z][a-z0-9-]{0,39}$/));
    expect(new Set(names).size).toBe(3);
  });

  test('every object can be patched under its documented id', () => {
    const chart = aChart();
    const redis = sentinel(chart, { deploymentName: 'cache' });
    ApiObject.of(redis.node.findChild('NodeStatefulSet'))
      .addJsonPatch(JsonPatch.add('/spec/template/spec/schedulerName', 'mine'));
    ApiObject.of(redis.node.findChild('PrimaryService')).metadata.addAnnotation('example.com/exposed', 'true');
    const { one } = synthesized(chart);
    expect(one('StatefulSet', 'cache-node').spec.template.spec.schedulerName).toBe('mine');
    expect(one('Service', 'cache-primary').metadata.annotations).toMatchObject({ 'example.com/exposed': 'true' });
  });

  test('ids do not depend on content, so a patch outlives a change', () => {
    const ids = (props = {}): string[] => deployed(props).redis.node.children.map(({ node }) => node.id);
    expect(ids({ overrides: { minReplicasToWrite: 0 }, labels: { a: 'b' } })).toEqual(ids());
  });

  test('another object may depend on it', () => {
    const chart = aChart();
    const app = new ApiObject(chart, 'App', { apiVersion: 'v1', kind: 'ConfigMap' });
    app.addDependency(sentinel(chart));
    expect(synthesized(chart).objects.at(-1)!.metadata.name).toBe(app.name);
  });
});

describe('the same declaration gives the same bytes', () => {
  function written(yamlOutputType: YamlOutputType): Record<string, string> {
    const app = new App({ outdir: anApp().outdir, yamlOutputType });
    const redis = sentinel(new Chart(app, 'shop', { namespace: 'shop' }));
    redis.allowClients({ podSelector: {} });
    saying(() => app.synth());
    return Object.fromEntries(readdirSync(app.outdir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [path.relative(app.outdir, file), readFileSync(file, 'utf8')]));
  }

  test.each([YamlOutputType.FILE_PER_CHART, YamlOutputType.FILE_PER_RESOURCE])('output type %s', (type) => {
    const first = written(type);
    expect(Object.keys(first).length).toBeGreaterThan(1);
    expect(written(type)).toEqual(first);
  });

  test('asked for twice, it is the same', () => {
    const chart = aChart();
    sentinel(chart);
    expect(synthesized(chart).objects).toEqual(synthesized(chart).objects);
  });
});

describe('findings', () => {
  test('are said once, in one line each, with the path, and are in the metadata', () => {
    const chart = aChart();
    const redis = sentinel(chart);
    const first = saying(() => Testing.synth(chart));
    expect(first.length).toBeGreaterThan(0);
    first.forEach((line) => expect(line).toMatch(/^\[redis-ha\] test\/Redis: [a-z-]+: \S+: .+; .+$/));
    expect(new Set(first).size).toBe(first.length);
    expect(saying(() => Testing.synth(chart))).toEqual([]);
    expect(redis.node.metadata.filter(({ type }) => type === 'redis-ha-finding').map(({ data }) => `[redis-ha] test/Redis: ${data}`)).toEqual(first);
  });

  test('speak of what is declared in the end', () => {
    const chart = aChart();
    sentinel(chart).allowClients({ podSelector: {} });
    expect(saying(() => Testing.synth(chart)).filter((line) => line.includes('no-clients'))).toEqual([]);
  });
});

describe('in a CDK stack', () => {
  function cluster(stack: cdk.Stack): eks.ICluster {
    return eks.Cluster.fromClusterAttributes(stack, 'Cluster', {
      clusterName: 'shop',
      kubectlRoleArn: 'arn:aws:iam::123456789012:role/kubectl',
      kubectlLayer: lambda.LayerVersion.fromLayerVersionArn(stack, 'Kubectl', 'arn:aws:lambda:eu-central-1:123456789012:layer:kubectl:1'),
    });
  }

  const manifestIn = (stack: cdk.Stack): { text: string; objects: Record<string, any>[] } => {
    const [resource] = Object.values(Template.fromStack(stack).findResources('Custom::AWSCDK-EKS-KubernetesResource'));
    const text = resource!.Properties.Manifest as string;
    return { text, objects: JSON.parse(text) };
  };

  test('EKS applies the chart', () => {
    const stack = new cdk.Stack(new cdk.App(), 'Stack', { env: { account: '123456789012', region: 'eu-central-1' } });
    const chart = aChart();
    const redis = sentinel(chart, { deploymentName: 'cache' });
    saying(() => cluster(stack).addCdk8sChart('Redis', chart));
    const { text, objects } = manifestIn(stack);
    expect(objects.filter(({ kind }) => kind === 'StatefulSet').map(({ metadata }) => metadata.name)).toEqual(['cache-node']);
    expect(objects).toHaveLength(redis.node.children.length);
    // The provider is called with an event of both, the chart and the one before it, which has to stay below 1 MiB.
    expect(2 * Buffer.byteLength(text)).toBeLessThan(0.75 * 1024 ** 2);
  });
});
