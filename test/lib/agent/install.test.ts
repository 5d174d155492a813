import { install } from '../../../lib/agent/install';
import { EC2_PATHS, KERNEL_FILES, UNITS } from '../../../lib/config';
import { aNodeConfig, aPlan, FakeSystem, publish } from './ec2-node';
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

test('run again: nothing is written, reloaded or reported', async () => {
  await run();
  const files = new Map(system.files);
  system.ran.length = 0;
  expect(await run()).toMatchObject({ configurationChanged: false, agentChanged: false });
  expect(system.files).toEqual(files);
  expect(system.ran.filter((command) => !/enable|start --no-block/.test(command))).toEqual([]);
});

test('a new plan is configuration, a new bundle is an agent', async () => {
  await run();
  publish(aws, aPlan(512 * 1024 ** 2));
  expect(await run()).toMatchObject({ configurationChanged: true, agentChanged: false });
  publish(aws, aPlan(512 * 1024 ** 2), 'agent 2');
  expect(await run()).toMatchObject({ configurationChanged: false, agentChanged: true });
});

test('an object with another digest is refused before anything is written', async () => {
  const pointer = publish(aws, aPlan());
  aws.answers.set('ssm get-parameter', () => ({ Parameter: { Value: JSON.stringify({ ...pointer, plan: { ...pointer.plan, sha256: 'other' } }) } }));
  await expect(run()).rejects.toThrow(/s3:\/\/bucket\/plan.json has SHA-256 .* the pointer says other/);
  expect(system.files.size).toBe(0);
});

test('a plan without this node leaves the machine as it is', async () => {
  await expect(run('node-7')).rejects.toThrow(/"node-7" is not in the plan/);
  expect(system.files.size).toBe(0);
});

test('a pointer of a newer schema is refused', async () => {
  publish(aws, aPlan(), 'agent 1', { schemaVersion: 2 });
  await expect(run()).rejects.toThrow(/schemaVersion 2, this agent reads up to 1/);
});
