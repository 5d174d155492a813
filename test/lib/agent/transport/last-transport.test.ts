import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rememberTransport, startingPlan } from '../../../../lib/agent/transport/last-transport';
import type { NodeConfig } from '../../../../lib/config';
import { Transport } from '../../../../lib/model';
import { withTransport } from '../../../../lib/plan';
import { PLAN } from '../../config/real-server';

let folder: string;
const config = (): NodeConfig => ({
  node: 'node-1', planFile: '', bindingsFile: '', dataDir: folder, runDir: folder, platform: { kind: 'file', secretsDir: '', outsideDir: '' },
});

beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'redis-ha-transport-')); });
afterEach(() => rmSync(folder, { recursive: true }));

const { PLAINTEXT, BOTH, TLS } = Transport;

test.each([
  [BOTH, TLS, BOTH], [TLS, BOTH, TLS], [PLAINTEXT, BOTH, PLAINTEXT], [PLAINTEXT, TLS, PLAINTEXT],
  // Without certificates.
  [BOTH, PLAINTEXT, PLAINTEXT],
  [TLS, TLS, TLS],
])('last %s, and a plan with %s: it starts with %s', async (last, planned, starts) => {
  await rememberTransport(config(), last);
  const { transport, ports } = withTransport(PLAN, starts);
  expect(await startingPlan(withTransport(PLAN, planned), config())).toMatchObject({ transport, ports });
});

test('a node that remembers nothing, or nothing that can be read, starts as planned', async () => {
  const plan = withTransport(PLAN, TLS);
  expect(await startingPlan(plan, config())).toBe(plan);
  mkdirSync(join(folder, 'agent'));
  writeFileSync(join(folder, 'agent', 'transport.json'), '{"tran');
  expect(await startingPlan(plan, config())).toBe(plan);
});
