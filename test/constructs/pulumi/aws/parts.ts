import * as pulumi from '@pulumi/pulumi';
import type { ChildOptions } from '../../../../constructs/pulumi/aws/child-options';
import { Engine, Topology, Transport } from '../../../../lib/model';
import { plan, type DeploymentPlan } from '../../../../lib/plan';
import { recorded, type Recorded, type RecordedRun } from '../recorded';
import { answer, outputsOf } from './declared';

/** What a part of a component is made with: of one whose data is kept. */
export function ownOptions(): ChildOptions {
  return { parent: new pulumi.ComponentResource('test:index:Component', 'component'), kept: { retainOnDelete: true, protect: true } };
}

/** Runs a part of a component as AWS would answer it. */
export function part(program: () => unknown, run: RecordedRun = {}): Promise<Recorded> {
  return recorded(program, { answer, outputsOf, ...run });
}

export function aPlan(topology = Topology.sentinel(), transport = Transport.TLS): DeploymentPlan {
  return plan({
    name: 'orders', engine: Engine.REDIS_8_0, topology, transport, failureDomains: 3,
    objectives: { rpoSeconds: 5, rtoSeconds: topology.kind === 'cluster' ? 20 : 10 },
  });
}

/** An output that a preview does not know. */
export function notKnownYet(): pulumi.Output<string> {
  class Made extends pulumi.CustomResource {}
  return new Made('test:index:Made', 'made', {}).id;
}
