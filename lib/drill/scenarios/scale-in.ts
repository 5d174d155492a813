import { TopologyKind } from '../../model';
import { nothingLost } from './expectations';
import { addShard, moveSlots, removeShard } from './scale';
import { type Scenario } from './scenario';

/** A shard less, while clients write. A shard is added before the load begins, so that three remain. */
export const scaleIn: Scenario = {
  name: 'scale-in',
  summary: 'the slots of one shard are given to the others and its nodes removed; no acknowledged write may be lost',
  from: 'formed',
  rto: 'longest-gap',
  topologies: [TopologyKind.CLUSTER],
  expectation: nothingLost,
  async prepare(lab, _, progress) {
    progress('adding the shard that will go');
    await addShard(lab);
    await moveSlots(lab, lab.plan.topology.shards, progress);
    await lab.healthy(60_000);
  },
  async run(context) {
    const { lab } = context;
    const shards = lab.plan.topology.shards - 1;
    await context.fault(`scale in to ${shards} shards`, undefined, async () => {
      const drained = await moveSlots(lab, shards, (message) => context.note(message));
      context.note(`${drained.join(', ')} have no slots any more`);
      await removeShard(lab, drained);
    });
    context.recovered(`${shards} shards have everything`);
    await context.writesResume();
  },
};
