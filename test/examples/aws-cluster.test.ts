import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ClusterStack } from '../../examples/aws-cluster/cluster-stack';

const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
const template = Template.fromStack(new ClusterStack(app, 'Example'));

test('six nodes, two in each of three zones that are known only at deployment', () => {
  const zones = Object.values(template.findResources('AWS::AutoScaling::AutoScalingGroup'))
    .map(({ Properties }) => Properties.AvailabilityZones[0]['Fn::Select'][0] as number);
  expect(zones.sort()).toEqual([0, 0, 1, 1, 2, 2]);
});

test('an alarm for a shard without a primary', () => {
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'NodePrimary', Statistic: 'Sum', Threshold: 3 });
});

test('one plan beside the template, of a Cluster', () => {
  const file = app.node.findAll().map((construct) => (construct as { planFile?: string }).planFile).find((path) => path?.includes('Redis'))!;
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ topology: { kind: 'cluster', shards: 3, replicas: 1 } });
});
