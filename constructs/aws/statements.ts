import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { PolicyStatement } from '../../lib/aws';
import { acknowledge } from './acknowledge';

/** A policy of what `lib/aws` lists and nothing else, every wildcard in it with its reason. */
export function grantStatements(scope: Construct, id: string, roles: iam.IRole[], statements: PolicyStatement[]): iam.Policy {
  const policy = new iam.Policy(scope, id, {
    statements: statements.map(({ sid, actions, resources, conditions }) =>
      new iam.PolicyStatement({ sid, actions, resources, conditions })),
    roles,
  });
  for (const [resource, reasons] of wildcards(statements)) {
    acknowledge(policy, `AwsSolutions-IAM5[Resource::${nagName(scope, resource)}]`, reasons.join('; '));
  }
  return policy;
}

function wildcards(statements: PolicyStatement[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { sid, resources, wildcardReason } of statements) {
    for (const resource of resources.filter((candidate) => candidate.includes('*'))) {
      found.set(resource, [...(found.get(resource) ?? []), `${sid}: ${wildcardReason ?? ''}`]);
    }
  }
  return found;
}

interface Reference {
  readonly 'Fn::Join'?: [string, unknown[]];
  readonly 'Fn::GetAtt'?: string[];
  readonly Ref?: string;
}

/** How cdk-nag spells a resource in a finding: a reference is `<LogicalId>`, an attribute `<LogicalId.Attribute>`. */
function nagName(scope: Construct, resource: string): string {
  return flattened(Stack.of(scope).resolve(resource));
}

function flattened(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  const { 'Fn::Join': join, 'Fn::GetAtt': attribute, Ref } = value as Reference;
  if (join) {
    return join[1].map(flattened).join(join[0]);
  }
  return `<${attribute?.join('.') ?? Ref}>`;
}
