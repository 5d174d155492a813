import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SentinelStack } from '../../examples/aws-sentinel/sentinel-stack';

const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
const template = Template.fromStack(new SentinelStack(app, 'Example'));

test('three nodes in three zones, known only at deployment', () => {
  const groups = Object.values(template.findResources('AWS::AutoScaling::AutoScalingGroup'));
  expect(groups.map(({ Properties }) => JSON.stringify(Properties.AvailabilityZones)).sort()).toEqual([0, 1, 2].map((index) =>
    JSON.stringify([{ 'Fn::Select': [index, { 'Fn::GetAZs': '' }] }])));
});

test('what a client needs is an output', () => {
  expect(Object.keys(template.findOutputs('*'))).toEqual(['Sentinels', 'MasterName', 'PasswordSecret', 'AuthoritiesSecret', 'ServerName']);
});

test('one plan beside the template', () => {
  const file = app.node.findAll().map((construct) => (construct as { planFile?: string }).planFile).find((path) => path?.includes('Redis'))!;
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ failureDomains: ['zone-1', 'zone-2', 'zone-3'], objectives: { rtoSeconds: 5 } });
});
