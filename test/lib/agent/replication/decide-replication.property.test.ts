import fc from 'fast-check';
import { FENCE_MARGIN_SECONDS } from '../../../../lib/agent/replication/succession';
import { settings } from '../situations';
import { World } from './world';

type Step = { name: string; run: (world: World) => void };
const VALID_MS = settings.fenceAfterSeconds * 1000;

/** Steps over nodes by number, so that one history fits two nodes and three. */
const index = fc.nat(2);
const on = (
  weight: number, name: string, run: (world: World, node: string) => void,
): { weight: number; arbitrary: fc.Arbitrary<Step> } => ({
  weight,
  arbitrary: index.map((at) => ({ name: `${name} ${at + 1}`, run: (world) => run(world, world.names[at % world.names.length]!) })),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  on(10, 'tick', (world, node) => void world.tick(node)),
  { weight: 5, arbitrary: fc.constant({ name: 'write', run: (world: World) => world.write() }) },
  on(3, 'kill redis of', (world, node) => world.killRedis(node)),
  on(3, 'kill', (world, node) => world.killNode(node)),
  on(5, 'start', (world, node) => world.start(node)),
  on(1, 'restart agent of', (world, node) => world.restartAgent(node)),
  on(1, 'empty', (world, node) => world.wipe(node)),
  on(2, 'blind', (world, node) => { world.machine(node).sees = !world.machine(node).sees; }),
  on(2, 'cut', (world, node) => { world.machine(node).cut = !world.machine(node).cut; }),
  on(3, 'fail over at', (world, node) => world.failOver(node)),
  on(1, 'force a failover at', (world, node) => world.failOver(node, true)),
  { weight: 3, arbitrary: index.map((at) => ({ name: `hand over to ${at + 1}`, run: (world: World) =>
    world.handOver(world.marker.primary, world.names[at % world.names.length]!) })) },
  // An agent looks every 150 ms whatever happens: time does not pass without it.
  { weight: 4, arbitrary: fc.constantFrom(150, 1000, VALID_MS, VALID_MS + FENCE_MARGIN_SECONDS * 1000).map((ms) => ({
    name: `${ms} ms`,
    run: (world: World) => {
      for (let passed = 0; passed < ms; passed += 500) {
        world.now += Math.min(500, ms - passed);
        world.names.forEach((node) => world.tick(node));
      }
    },
  })) },
);
const histories = fc.record({ nodes: fc.constantFrom(2, 3), steps: fc.array(step, { minLength: 5, maxLength: 60 }) });
type History = { nodes: number; steps: Step[] };

const RUNS = { numRuns: 500 };

function play({ nodes, steps }: History, watch: (world: World) => string | undefined): World {
  const world = new World(['node-1', 'node-2', 'node-3'].slice(0, nodes));
  for (const { run } of steps) {
    run(world);
    world.now += 20;
    const wrong = world.violations[0] ?? watch(world);
    if (wrong) {
      throw new Error(`${wrong}\n${told(steps, world)}`);
    }
  }
  return world;
}

function told(steps: Step[], world: World): string {
  return `${steps.map(({ name }) => name).join('; ')}\n${JSON.stringify(world.marker)}\n`
    + world.names.map((name) => JSON.stringify({ name, ...world.machine(name), data: [...world.machine(name).data] })).join('\n');
}

/** Everybody returns, sees the store and each other. */
function heal(world: World): void {
  world.names.forEach((name) => Object.assign(world.machine(name), { sees: true, cut: false }));
  for (let round = 0; round < 40; round += 1) {
    world.names.forEach((name) => { world.start(name); world.tick(name); });
    world.now += 500;
  }
}

test('R2, R7: two nodes never take writes at once, whatever is cut and whoever gives orders', () => {
  fc.assert(fc.property(histories, (history) => {
    play(history, (world) => (world.writable().length > 1 ? `both write: ${world.writable().join()}` : undefined));
  }), RUNS);
});

test('in the end the named node takes writes, unless it lost its data: then nobody does until another is named', () => {
  fc.assert(fc.property(histories, (history) => {
    const world = play(history, () => undefined);
    heal(world);
    const holders = world.names.filter((name) => world.machine(name).memory?.state === 'initialised' && world.machine(name).data.size > 0);
    if (!holders.includes(world.marker.primary) && holders.length > 0) {
      expect(world.writable()).toEqual([]);
      world.failOver(holders[0]!);
      heal(world);
    }
    if (holders.length > 0 && (world.writable().length !== 1 || world.writable()[0] !== world.marker.primary)) {
      throw new Error(`writable: ${world.writable().join() || 'none'}\n${told(history.steps, world)}`);
    }
  }), RUNS);
});

test('no acknowledged write is lost that no emptied volume and no order gave up', () => {
  fc.assert(fc.property(histories, (history) => {
    const world = play(history, () => undefined);
    heal(world);
    const { data, memory } = world.machine(world.marker.primary);
    const lost = [...world.acknowledged].filter((write) => !data.has(write) && !world.exempt.has(write));
    if (memory && lost.length > 0) {
      throw new Error(`lost ${lost.join()}\n${told(history.steps, world)}`);
    }
  }), RUNS);
});
