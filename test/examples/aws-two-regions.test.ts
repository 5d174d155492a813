import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Stack } from 'aws-cdk-lib';
import { twoRegions } from '../../examples/aws-two-regions/two-regions';

const app = new App({ context: { 'aws:cdk:bundling-stacks': [], '@aws-cdk/core:defaultCrossStackReferences': 'weak' } });
twoRegions(app, '123456789012');
const stacks = app.node.children.filter((child): child is Stack => 'templateFile' in child);
const violations = new AwsSolutionsChecks().validateScope(app).violations;
const templates = Object.fromEntries(stacks.map((stack) => [stack.stackName, Template.fromStack(stack)]));

test('five stacks in three regions', () => {
  expect(stacks.map(({ stackName, region }) => [stackName, region])).toEqual([
    ['RedisWitness', 'eu-west-3'], ['RedisHome', 'eu-central-1'], ['RedisReplica', 'eu-west-1'], ['RedisLink', 'eu-central-1'],
    ['RedisReturn', 'eu-west-1'],
  ]);
});

test('three nodes in each of the two', () => {
  for (const name of ['RedisHome', 'RedisReplica']) {
    templates[name]!.resourceCountIs('AWS::AutoScaling::AutoScalingGroup', 3);
  }
});

test('how a region is promoted, and how it goes back, are outputs', () => {
  expect(Object.keys(templates.RedisReturn!.findOutputs('PromotionCommand'))).toHaveLength(1);
  expect(Object.keys(templates.RedisLink!.findOutputs('FailbackCommand'))).toHaveLength(1);
});

test('cdk-nag has nothing to say about Redis', () => {
  const found = violations.filter(({ violatingResources }) => !/\/Vpc\b/.test(JSON.stringify(violatingResources)));
  expect(found.map(({ ruleName, violatingResources: [first] }) => [ruleName, first])).toEqual([]);
});
