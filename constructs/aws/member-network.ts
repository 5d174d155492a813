import type { RemovalPolicy } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { memberRules, outwardRules, type Packages } from '../../lib/aws';
import type { DeploymentPlan } from '../../lib/plan';

/** Security group of the nodes, on their interfaces: members reach each other, clients are let in by the user. */
export class MemberNetwork extends Construct {
  public readonly securityGroup: ec2.SecurityGroup;

  constructor(
    scope: Construct, id: string, vpc: ec2.IVpc, plan: DeploymentPlan, packages: Packages, removalPolicy: RemovalPolicy,
  ) {
    super(scope, id);
    const group = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: `Redis nodes of ${plan.name}`,
      allowAllOutbound: false,
    });
    for (const rule of memberRules(plan)) {
      const ports = rule.lastPort === undefined ? ec2.Port.tcp(rule.port) : ec2.Port.tcpRange(rule.port, rule.lastPort);
      group.addIngressRule(group, ports, rule.description);
      group.addEgressRule(group, ports, rule.description);
    }
    for (const rule of outwardRules(packages)) {
      group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(rule.port), rule.description);
    }
    // A group cannot be deleted while an interface that was kept is in it.
    group.applyRemovalPolicy(removalPolicy);
    this.securityGroup = group;
  }
}
