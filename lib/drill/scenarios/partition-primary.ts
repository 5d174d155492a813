import { TopologyKind } from '../../model';
import { lostPrimary } from './expectations';
import { type Scenario } from './scenario';

/** The primary's node is cut off from every other; clients still reach both sides. */
export const partitionPrimary: Scenario = {
  name: 'partition-primary',
  summary: 'a primary is cut off from all other nodes while a client still reaches it; healed later',
  from: 'formed',
  rto: 'first-write',
  cutsNetwork: true,
  unsuitable: (plan) => (plan.topology.kind === TopologyKind.REPLICATION
    ? 'the role marker still names a primary that is only cut off from its replicas, so it is right to go on and there is nothing to fail over'
    : undefined),
  expectation: (plan) => lostPrimary(plan, plan.promise.rto.hangSeconds, plan.promise.rpo.partitionSeconds),
  async run(context) {
    const { lab, plan, primary, random } = context;
    const others = lab.nodes.filter((node) => node.name !== primary.name).map((node) => node.name);
    context.load.pin(primary.name);
    await context.wait(300);
    await context.fault(`${primary.name} cut off from ${others.join(', ')}`, primary.name, () => lab.cut([primary.name], others));
    try {
      await context.writesResume(primary.name);
      // Long enough for the bound on two primaries to show.
      await context.wait((plan.promise.rpo.partitionSeconds + 1) * 1000 + random.between(0, 2000));
    } finally {
      await lab.heal();
    }
    context.recovered('the network is whole again');
    await context.wait(2000);
  },
};
