import { TopologyKind } from '../../model';
import { nothingLost } from './expectations';
import { addShard, moveSlots } from './scale';
import { primariesOf, type Scenario } from './scenario';

/** A shard more, while clients write. */
export const scaleOut: Scenario = {
  name: 'scale-out',
  summary: 'a shard is added and given its share of the slots; no acknowledged write may be lost',
  from: 'formed',
  rto: 'longest-gap',
  topologies: [TopologyKind.CLUSTER],
  expectation: nothingLost,
  async run(context) {
    const { lab, plan } = context;
    const shards = plan.topology.shards + 1;
    await context.fault(`scale out to ${shards} shards`, undefined, async () => {
      await addShard(lab);
      context.nodesChanged();
      context.note(`the nodes of shard ${shards} are there, empty`);
      await moveSlots(lab, shards, (message) => context.note(message));
    });
    context.recovered(`${shards} shards have an even share`);
    const last = (await primariesOf(lab)).at(-1)!;
    if (!await context.load.acknowledgedBy(last, 5000)) {
      context.violation(`nobody writes to ${last}, the primary of the new shard`);
    }
  },
};
