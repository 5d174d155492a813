import { TopologyKind } from '../../model';
import { askNode } from './ask-node';
import { lostPrimary } from './expectations';
import { orderFailover } from './ordered-failover';
import { dataNodes, needsDataNodes, primariesOf, type Scenario, type ScenarioContext } from './scenario';

/** Ids that belong to volumes that are gone, by drill. */
const gone = new WeakMap<ScenarioContext, { readonly node: string; readonly id: string }>();

/** A machine is replaced: the node returns at its address, with its volume or with an empty one. */
export const replaceNode: Scenario = {
  name: 'replace-node',
  summary: 'a random node killed; it returns at its address with or without its volume and must be taken back without a human',
  from: 'formed',
  rto: 'first-write',
  unsuitable: (plan) => needsDataNodes(plan, 2),
  expectation: (plan) => lostPrimary(plan, plan.promise.rto.hangSeconds, plan.promise.rpo.processDeathSeconds),
  async run(context) {
    const { lab, plan, random } = context;
    const node = random.pick(lab.nodes);
    const wiped = random.chance(0.5);
    const primary = (await primariesOf(lab)).includes(node.name);
    if (wiped && node.hasData && plan.topology.kind === TopologyKind.CLUSTER) {
      gone.set(context, { node: node.name, id: String(await askNode(lab, node, (client) => client.cluster('MYID'))) });
    }
    await context.fault(`${node.name}${primary ? ', a primary,' : ''} killed`, node.name, () => node.kill());
    if (primary) {
      await orderFailover(context, [node.name]);
    }
    await context.writesResume();
    await context.wait(random.between(0, 4000));
    if (wiped) {
      await node.wipe();
    }
    await node.start();
    context.recovered(`${node.name} is back ${wiped ? 'with an empty volume' : 'with its volume'}`, node.name);
  },
  async afterwards(context) {
    const old = gone.get(context);
    if (old === undefined) {
      return;
    }
    for (const node of dataNodes(context.lab)) {
      const known = String(await askNode(context.lab, node, (client) => client.cluster('NODES')).catch((failure: Error) => failure.message));
      if (!known.includes('myself')) {
        context.violation(`CLUSTER NODES of ${node.name} cannot be read: ${known}`);
      } else if (known.includes(old.id)) {
        context.violation(`CLUSTER NODES of ${node.name} still has ${old.id.slice(0, 8)}, the id ${old.node} had before`);
      }
    }
  },
};
