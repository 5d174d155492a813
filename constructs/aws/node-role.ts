import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { PolicyStatement } from '../../lib/aws';
import { acknowledge } from './acknowledge';

/** Role and instance profile of the nodes. */
export class NodeRole extends Construct {
  public readonly role: iam.IRole;
  public readonly profile: iam.CfnInstanceProfile;

  constructor(scope: Construct, id: string, given?: iam.IRole) {
    super(scope, id);
    this.role = given ?? new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      description: 'Redis nodes of one deployment',
    });
    this.profile = new iam.CfnInstanceProfile(this, 'Profile', { roles: [this.role.roleName] });
  }

  /** Grants what `lib/aws` lists, and nothing else. */
  public grant(statements: PolicyStatement[]): iam.Policy {
    const policy = new iam.Policy(this, 'Policy', {
      statements: statements.map(({ sid, actions, resources, conditions }) =>
        new iam.PolicyStatement({ sid, actions, resources, conditions })),
      roles: [this.role],
    });
    for (const [resource, reasons] of wildcards(statements)) {
      acknowledge(policy, `AwsSolutions-IAM5[Resource::${nagName(this, resource)}]`, reasons.join('; '));
    }
    return policy;
  }
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

/** How cdk-nag spells a resource in a finding: a reference is `<LogicalId>`. */
function nagName(scope: Construct, resource: string): string {
  return flattened(Stack.of(scope).resolve(resource));
}

function flattened(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  const { 'Fn::Join': join, Ref } = value as { 'Fn::Join'?: [string, unknown[]]; Ref?: string };
  return join ? join[1].map(flattened).join(join[0]) : `<${Ref}>`;
}
