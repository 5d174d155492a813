import { firstSlots, keySlot } from '../../../lib/cluster';
import { Engine } from '../../../lib/model';
import { selectSlots, type RdbSource, type SlotSelection, type SlotSelectionOptions } from '../../../lib/rdb';
import { writeEveryType, writeFieldExpiries } from './every-type';
import { ScratchServer } from './scratch-server';
import { inPieces, scan } from './scanning';

/** Bytes of a selection and its summary. */
export async function select(
  sources: RdbSource[], wanted: Parameters<typeof selectSlots>[1], options: SlotSelectionOptions = { slotOf: keySlot },
): Promise<{ content: Buffer; summary: SlotSelection }> {
  const blocks: Buffer[] = [];
  let heard: SlotSelection | undefined;
  const selection = selectSlots(sources, wanted, { ...options, onEnd: (told) => { heard = told; } });
  for (;;) {
    const { value, done } = await selection.next();
    if (done) {
      expect(heard).toEqual(value);
      return { content: Buffer.concat(blocks), summary: value };
    }
    blocks.push(value);
  }
}

export function slotsOf(shard: number, shards: number): (slot: number) => boolean {
  const { from, to } = firstSlots(shard, shards);
  return (slot) => slot >= from && slot <= to;
}

/** The shards of another number of shards, each source giving only what its shard owns. */
export async function reshard(contents: Buffer[], shards: number): Promise<Buffer[]> {
  const results: Buffer[] = [];
  for (let shard = 1; shard <= shards; shard += 1) {
    const sources = contents.map((content, index) => (
      { body: inPieces(content, 977), owns: slotsOf(index + 1, contents.length) }));
    const { content, summary } = await select(sources, { keep: slotsOf(shard, shards) });
    const { keys, crc64, bytes, functions, header } = summary;
    expect(scan(content)).toMatchObject({ keys, crc64, bytes, functions, ...header });
    expect(functions).toEqual(['mylib']);
    results.push(content);
  }
  return results;
}

/** What servers hold that begin with those files; a key that two of them hold fails the test. */
export async function loaded(contents: Buffer[], engine: Engine, args: string[]): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const content of contents) {
    const server = await ScratchServer.start({ content, engine, args });
    try {
      expect(await server.call('FCALL answer 0')).toBe(42);
      for (const [key, digest] of Object.entries(await server.contents())) {
        expect(all[key]).toBeUndefined();
        all[key] = digest;
      }
    } finally {
      await server.stop();
    }
  }
  return all;
}

/** A server with every type and many keys: its file, and what is in it. */
export async function filled(engine: Engine, args: string[]): Promise<{ content: Buffer; contents: Record<string, string> }> {
  const server = await ScratchServer.start({ engine, args });
  try {
    const cluster = args.includes('--cluster-enabled');
    if (cluster) {
      await server.call('CLUSTER ADDSLOTSRANGE 0 16383');
      while (!String(await server.call('CLUSTER INFO')).includes('cluster_state:ok')) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    await writeEveryType(server, { cluster });
    if (engine === Engine.REDIS_8_0) {
      await writeFieldExpiries(server);
    }
    await server.pipeline(Array.from({ length: 1000 }, (_, index) => ['SET', `many:${index}`, `${index}`]));
    return { content: await server.save(), contents: await server.contents() };
  } finally {
    await server.stop();
  }
}
