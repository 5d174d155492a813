import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { PolicyStatement } from '../../lib/aws';
import { grantStatements } from './statements';

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
    return grantStatements(this, 'Policy', [this.role], statements);
  }
}
