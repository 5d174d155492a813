import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ReplicationStack } from '../../examples/aws-replication/replication-stack';

const template = Template.fromStack(new ReplicationStack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Example'));

test('three nodes behind one load balancer with two listeners', () => {
  template.resourceCountIs('AWS::AutoScaling::AutoScalingGroup', 3);
  template.resourceCountIs('AWS::ElasticLoadBalancingV2::LoadBalancer', 1);
  template.resourceCountIs('AWS::ElasticLoadBalancingV2::Listener', 2);
});

test('what a client needs is an output, by name', () => {
  const outputs = template.findOutputs('*');
  expect(Object.keys(outputs)).toEqual(['Primary', 'Replicas', 'PasswordSecret', 'AuthoritiesSecret', 'ServerName']);
  expect(outputs.Primary!.Value).toBe('primary.sessions.redis.internal:6380');
  expect(outputs.Replicas!.Value).toBe('replicas.sessions.redis.internal:6382');
});
