import { install } from '../../../lib/agent/install';
import { EC2_PATHS, KERNEL_FILES, UNITS } from '../../../lib/config';
import { aNodeConfig, ANOTHER, aPlan, FakeSystem, publish } from './ec2-node';
import { FakeAws } from './platform/fake-aws';

let aws: FakeAws;
let system: FakeSystem;
const run = (node?: string): ReturnType<typeof install> => install(EC2_PATHS.nodeConfig, aNodeConfig(node), aws.cli, system);

beforeEach(() => {
  aws = new FakeAws();
  system = new FakeSystem();
  publish(aws, aPlan());
});

test('writes plan, bindings, agent, kernel settings and units, then starts them', async () => {
  await run();
  expect(JSON.parse(system.files.get(EC2_PATHS.plan)!)).toEqual(aPlan());
  expect(JSON.parse(system.files.get(EC2_PATHS.bindings)!)).toMatchObject({ addresses: { 'node-2': '10.0.1.1' } });
  expect(system.files.get(EC2_PATHS.agent)).toBe('agent 1');
  expect([...system.files.keys()]).toEqual(expect.arrayContaining([
    KERNEL_FILES.sysctl, KERNEL_FILES.tmpfiles, `${EC2_PATHS.units}/${UNITS.redis}`, `${EC2_PATHS.units}/${UNITS.sentinelPath}`,
  ]));
  const reload = system.ran.indexOf('systemctl daemon-reload');
  const start = system.ran.findIndex((command) => command.startsWith('systemctl start --no-block'));
  expect(reload).toBeGreaterThanOrEqual(0);
  expect(start).toBeGreaterThan(reload);
  expect(system.ran[start]).not.toContain(UNITS.sentinel);
});

test('the node\'s configuration learns the secret ids from the pointer', async () => {
  await run();
  expect(JSON.parse(system.files.get(EC2_PATHS.nodeConfig)!).platform.secretIds).toEqual({ app: 'arn:app', agent: 'arn:agent' });
});

test('and the secret of its certificates, for as long as the pointer names one', async () => {
  const learned = (): unknown => JSON.parse(system.files.get(EC2_PATHS.nodeConfig)!).platform.certificateSecretId;
  publish(aws, aPlan(), 'agent 1', { certificateSecretId: 'arn:tls' });
  await run();
  expect(learned()).toBe('arn:tls');
  publish(aws, aPlan());
  await run();
  expect(learned()).toBeUndefined();
});

describe('a plan with two regions', () => {
  const two = aPlan(undefined, ANOTHER);
  const witness = { url: 'https://witness.example/redis', signingRegion: 'eu-west-3' };

  beforeEach(() => publish(aws, two, 'agent 1', { witness }));

  test('a node of the other region gets the units of its roles there, and the plan as it was declared', async () => {
    await run('r2-node-1');
    expect(system.files.get(`${EC2_PATHS.units}/${UNITS.agent}`)).toContain('orders/r2-node-1');
    expect(JSON.parse(system.files.get(EC2_PATHS.plan)!)).toMatchObject({ nodes: [{ name: 'node-1' }, { name: 'node-2' }, { name: 'node-3' }] });
  });

  test('every node learns where the witness is', async () => {
    await run();
    expect(JSON.parse(system.files.get(EC2_PATHS.nodeConfig)!).witness).toEqual(witness);
  });

  test('the other region\'s nodes are in the bindings: at the address they had, or by name before they have one', async () => {
    publish(aws, two, 'agent 1', { hosts: { 'r2-node-1': 'r2-node-1.orders.invalid', 'r2-node-2': 'r2-node-2.orders.invalid' } });
    system.files.set(EC2_PATHS.pointer, JSON.stringify({ bindings: { addresses: { 'r2-node-1': '10.1.0.1' } } }));
    await run();
    expect(JSON.parse(system.files.get(EC2_PATHS.bindings)!).addresses)
      .toMatchObject({ 'node-1': '10.0.0.1', 'r2-node-1': '10.1.0.1', 'r2-node-2': 'r2-node-2.orders.invalid' });
    expect((await run()).changed).toEqual([]);
  }, 15_000);
});

test('run again: nothing is written, reloaded or reported', async () => {
  await run();
  const files = new Map(system.files);
  system.ran.length = 0;
  expect((await run()).changed).toEqual([]);
  expect(system.files).toEqual(files);
  expect(system.ran.filter((command) => !/enable|start --no-block/.test(command))).toEqual([]);
});

describe('what a running agent has read changes', () => {
  const pending = (): string | undefined => system.files.get(EC2_PATHS.restartPending);

  test('the first installation has none', async () => {
    await run();
    expect(pending()).toBeUndefined();
  });

  test('a new plan, a new agent: a restart is pending, of that pointer', async () => {
    await run();
    publish(aws, aPlan(512 * 1024 ** 2));
    expect((await run()).changed).toEqual([EC2_PATHS.plan]);
    expect(pending()).toBe(system.files.get(EC2_PATHS.pointer));
    publish(aws, aPlan(512 * 1024 ** 2), 'agent 2');
    expect((await run()).changed).toEqual([EC2_PATHS.agent]);
    expect(pending()).toBe(system.files.get(EC2_PATHS.pointer));
  });

  test('one that only prepares counts as running; one that failed or was stopped reads the new files anyway', async () => {
    for (const [state, expected] of [['activating', true], ['active', true], ['deactivating', true], ['failed', false], ['inactive', false]] as const) {
      publish(aws, aPlan());
      await run();
      system.files.delete(EC2_PATHS.restartPending);
      system.agentState = state;
      publish(aws, aPlan(512 * 1024 ** 2));
      await run();
      expect([state, pending() !== undefined]).toEqual([state, expected]);
      system.files.clear();
    }
  });

  test('only what the caretaker itself reads: nothing to restart', async () => {
    await run();
    publish(aws, aPlan(), 'agent 1', { replacementLockSeconds: 901 });
    expect((await run()).changed).toEqual([]);
    expect(pending()).toBeUndefined();
  });

  test('it is on the machine before the first file is, and stays when that fails', async () => {
    await run();
    publish(aws, aPlan(512 * 1024 ** 2), 'agent 2');
    const steps: string[] = [];
    system.before = (step) => {
      steps.push(step);
      if (step === `write ${EC2_PATHS.plan}`) {
        throw new Error('disk full');
      }
    };
    await expect(run()).rejects.toThrow('disk full');
    expect(steps).toEqual([`write ${EC2_PATHS.restartPending}`, `write ${EC2_PATHS.plan}`]);
    expect(pending()).toBeDefined();
  });

  test('one left by an installation that failed is of the next pointer, even when that changes nothing more', async () => {
    await run();
    publish(aws, aPlan(512 * 1024 ** 2));
    system.before = (step) => {
      if (step.startsWith('systemctl enable')) {
        throw new Error('failed');
      }
    };
    await expect(run()).rejects.toThrow('failed');
    system.before = () => undefined;
    publish(aws, aPlan(512 * 1024 ** 2), 'agent 1', { replacementLockSeconds: 901 });
    expect((await run()).changed).toEqual([]);
    expect(pending()).toBe(system.files.get(EC2_PATHS.pointer));
  });
});

test('an object with another digest is refused before anything is written', async () => {
  const pointer = publish(aws, aPlan());
  aws.answers.set('ssm get-parameter', () => ({ Parameter: { Value: JSON.stringify({ ...pointer, plan: { ...pointer.plan, sha256: 'other' } }) } }));
  await expect(run()).rejects.toThrow(/s3:\/\/bucket\/plan.json has SHA-256 .* the pointer says other/);
  expect(system.files.size).toBe(0);
});

test('a plan without this node leaves the machine as it is', async () => {
  await expect(run('node-7')).rejects.toThrow(/"node-7" is no node of orders/);
  expect(system.files.size).toBe(0);
});

test('a pointer of a newer schema is refused', async () => {
  publish(aws, aPlan(), 'agent 1', { schemaVersion: 2 });
  await expect(run()).rejects.toThrow(/schemaVersion 2, this agent reads up to 1/);
});

describe('a deployment that begins with a backup', () => {
  const start = (): string => /^ExecStart=(.*)$/m.exec(system.files.get(`${EC2_PATHS.units}/${UNITS.redis}`)!)![1]!;

  test('the program that seeds is fetched and runs before the server of the node that leads; no agent restarts for it', async () => {
    await run('node-1');
    const before = start();
    publish(aws, aPlan(), 'agent 1', {}, 'seed 1');
    expect((await run('node-1')).changed).toEqual([]);
    expect(system.files.get(EC2_PATHS.seed)).toBe('seed 1');
    expect(start()).toContain(`${EC2_PATHS.seed} --config`);
    publish(aws, aPlan());
    await run('node-1');
    expect(start()).toBe(before);
  });
});
