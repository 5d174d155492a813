import fc from 'fast-check';
import { CRASH_SPACING_MS } from '../../../../lib/agent/sentinel/decide-crashed';
import { settings } from '../situations';
import { NODES, World } from '../world';

const node = fc.constantFrom(...NODES);
type Step = (world: World) => void;
const step: fc.Arbitrary<{ name: string; run: Step }> = fc.oneof(
  { weight: 8, arbitrary: node.map((name) => ({ name: `tick ${name}`, run: (world: World) => void world.tick(name) })) },
  { weight: 4, arbitrary: fc.constant({ name: 'sentinel', run: (world: World) => world.sentinel() }) },
  { weight: 4, arbitrary: fc.constant({ name: 'write', run: (world: World) => world.write() }) },
  { weight: 3, arbitrary: node.map((name) => ({ name: `kill redis of ${name}`, run: (world: World) => world.killRedis(name) })) },
  { weight: 3, arbitrary: node.map((name) => ({ name: `kill ${name}`, run: (world: World) => world.killNode(name) })) },
  { weight: 5, arbitrary: node.map((name) => ({ name: `start ${name}`, run: (world: World) => world.start(name) })) },
  { weight: 1, arbitrary: node.map((name) => ({ name: `empty ${name}`, run: (world: World) => { world.killNode(name); world.wipe(name); } })) },
  { weight: 2, arbitrary: node.map((name) => ({ name: `blind ${name}`, run: (world: World) => { world.machine(name).sees = !world.machine(name).sees; } })) },
  { weight: 3, arbitrary: fc.constantFrom(200, 1500, 5000, settings.startGraceSeconds * 1000 + 1, CRASH_SPACING_MS).map((ms) =>
    ({ name: `${ms} ms`, run: (world: World) => { world.now += ms; } })) },
  // The agent of the primary sees its process die before anybody else does (rule R6).
  { weight: 3, arbitrary: fc.constant({ name: 'primary crashes', run: (world: World) => {
    const { named } = world;
    world.killRedis(named);
    world.tick(named);
  } }) },
  { weight: 1, arbitrary: fc.constant({ name: 'ping', run: (world: World) => world.ping() }) },
  // What randomness alone would rarely string together.
  { weight: 1, arbitrary: fc.constant({ name: 'everything dies', run: (world: World) => NODES.forEach((name) => world.killNode(name)) }) },
  { weight: 1, arbitrary: fc.subarray(NODES, { minLength: 1 }).map((names) => ({ name: `${names.join(' and ')} for long`, run: alone(names) })) },
  { weight: 2, arbitrary: node.map((name) => ({ name: `restart redis of ${name}`, run: (world: World) => {
    world.killRedis(name);
    world.sentinel();
    world.start(name);
    world.tick(name);
  } })) },
);

/** Some return and have all the time there is before the others do. */
function alone(names: string[]): Step {
  return (world) => {
    for (const wait of [0, 200, settings.startGraceSeconds * 1000 + 1, 2000, 200]) {
      world.now += wait;
      names.forEach((name) => { world.start(name); world.tick(name); });
      world.sentinel();
    }
    world.write();
  };
}

/** A history as text, so that one that fails can be read. */
const histories = fc.array(step, { minLength: 5, maxLength: 60 });

function play(history: { name: string; run: Step }[]): World {
  const world = new World();
  for (const { run } of history) {
    run(world);
    world.now += 50;
  }
  return world;
}

/** Everybody returns and sees everybody; time passes. */
function heal(world: World): void {
  NODES.forEach((name) => { world.machine(name).sees = true; });
  // Longer than any grace; most are well again soon.
  for (let round = 0; round < 200 && !(round > 5 && world.whole()); round += 1) {
    NODES.forEach((name) => { world.start(name); world.tick(name); });
    world.sentinel();
    world.now += 500;
  }
}

const RUNS = { numRuns: 500 };
const told = (history: { name: string }[], world: World): string =>
  `${history.map(({ name }) => name).join('; ')}\n${NODES.map((name) => JSON.stringify({ name, ...world.machine(name), data: [...world.machine(name).data] })).join('\n')}`;
const check = (holds: (world: World) => string | undefined, healed = true) => (history: { name: string; run: Step }[]): void => {
  const world = play(history);
  if (healed) {
    heal(world);
  }
  const wrong = world.violations[0] ?? holds(world);
  if (wrong) {
    throw new Error(`${wrong}\n${told(history, world)}`);
  }
};

/** A copy that no agent has seen whole is nobody's data: there an operator decides. */
const anyData = (world: World): boolean => NODES.some((name) =>
  world.machine(name).data.size > 0 && world.machine(name).memory?.state === 'initialised');

test('R2, R7: nobody opens whom Sentinel does not name, nobody leads with nothing', () => {
  fc.assert(fc.property(histories, check(() => undefined, false)), RUNS);
});

test('in the end one primary takes writes, the one that is named, as long as any data is left', () => {
  fc.assert(fc.property(histories, check((world) => {
    const writable = world.writable();
    return !anyData(world) || (writable.length === 1 && writable[0] === world.named) ? undefined : `writable: ${writable.join() || 'none'}`;
  })), RUNS);
});

test('R2, R3, R5, R6: no acknowledged write is lost, whoever dies and returns in whatever order', () => {
  fc.assert(fc.property(histories, check((world) => {
    const { data } = world.machine(world.named);
    const lost = [...world.acknowledged].filter((write) => !data.has(write) && !world.exempt.has(write));
    return lost.length > 0 ? `lost ${lost.join()}` : undefined;
  })), RUNS);
});

test('R6: a crashed primary asks for a failover in many of these histories, and no oftener than it may', () => {
  let crashes = 0;
  fc.assert(fc.property(histories, check((world) => { crashes += world.crashes; return undefined; })), RUNS);
  expect(crashes).toBeGreaterThan(RUNS.numRuns / 4);
});
