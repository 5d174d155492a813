import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { opened } from '../../../bin/commands/failover-wait';
import type { DeploymentPlan } from '../../../lib/plan';
import { demo } from './invoked';

const host = `127.${randomInt(10, 250)}.${randomInt(0, 256)}.1`;
let server: Server;
let asked: string[];
let statuses: number[];

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    response.writeHead(statuses[Math.min(asked.length, statuses.length - 1)]!).end('{}');
    asked.push(request.url!);
  }).listen(0, host);
  await new Promise((resolve) => server.once('listening', resolve));
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

/** It is waited for 20 s longer than a primary needs to fence itself. */
const planned = (waitSeconds: number): DeploymentPlan => ({
  ...demo, ports: { ...demo.ports, agent: (server.address() as AddressInfo).port },
  settings: { ...demo.settings, fenceAfterSeconds: waitSeconds - 20 },
});

test('tells how long it took until the agent said that its node is primary', async () => {
  statuses = [503, 503, 200];
  const took = await opened(host, planned(20));
  expect(asked).toEqual(['/primary', '/primary', '/primary']);
  expect(took).toBeGreaterThanOrEqual(380);
  expect(took).toBeLessThan(20_000);
}, 30_000);

test('one that is primary already took no time', async () => {
  statuses = [200];
  expect(await opened(host, planned(20))).toBeLessThan(2000);
  expect(asked).toHaveLength(1);
});

test('one that does not become primary in time, or never answers, is given up', async () => {
  statuses = [503];
  expect(await opened(host, planned(0.5))).toBeUndefined();
  expect(asked.length).toBeGreaterThanOrEqual(2);
  const nobody = planned(0.3);
  expect(await opened(host, { ...nobody, ports: { ...nobody.ports, agent: 1 } })).toBeUndefined();
});
