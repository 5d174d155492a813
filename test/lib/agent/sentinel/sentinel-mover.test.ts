import type { Deployment } from '../../../../lib/agent/deployment';
import type { Links } from '../../../../lib/agent/links';
import { SentinelMover } from '../../../../lib/agent/sentinel/sentinel-mover';
import type { SentinelWatch } from '../../../../lib/agent/sentinel/sentinel-watch';
import type { PeerState, Situation } from '../../../../lib/agent/situation';
import { FENCE } from '../../../../lib/config';
import { PLAN } from '../../config/real-server';
import { FakeLink, Refusal } from '../fake-link';
import { linked, peer, primary, situation, view } from '../situations';

const HOSTS: Record<string, string> = { 'node-1': '10.0.0.1', 'node-2': '10.0.0.2', 'node-3': '10.0.0.3' };
const OPENED = `node-1 CONFIG SET min-replicas-to-write ${PLAN.settings.minReplicasToWrite}`;

interface Scene {
  readonly mover: SentinelMover;
  readonly heard: string[];
  readonly logged: unknown[];
}

/** node-1 leads; whoever was raised is promoted when the Sentinel beside `partner` (empty for none) is asked. */
function scene({ partner = 'node-1', refuses = false, named = 'node-1', timeout = 5 } = {}): Scene {
  const heard: string[] = [];
  const logged: unknown[] = [];
  let raised = '';
  let promoted = '';
  const server = (name: string): [string, FakeLink['link']] => [name, new FakeLink((command) => {
    raised = command === 'CONFIG SET replica-priority 1' ? name : raised;
    return command.startsWith('INFO') ? [
      `role:${name === 'node-1' || promoted === name ? 'master' : 'slave'}`, 'master_replid:r', 'master_repl_offset:5', 'slave_repl_offset:5',
      'master_link_status:up',
    ].join('\r\n') : 'OK';
  }, heard, `${name} `).link];
  const sentinel = (name: string): [string, FakeLink['link']] => [name, new FakeLink((command) => {
    if (command.startsWith('SENTINEL REPLICAS')) {
      return [['ip', HOSTS[raised], 'slave-priority', '1', 'flags', 'slave']];
    }
    if (refuses) {
      throw new Refusal('NOGOODSLAVE No suitable replica to promote');
    }
    promoted = raised;
    return 'OK';
  }, heard, `sentinel ${name} `).link];
  const names = Object.keys(HOSTS);
  const links = { redis: new Map(names.map(server)), sentinels: new Map(names.map(sentinel)) } as unknown as Links;
  const settings = {
    ...PLAN.settings, handoverTimeoutSeconds: timeout, handoverPauseSeconds: 0.1,
    failoverTimeoutSeconds: 0.3, downAfterSeconds: 0.05,
  };
  const bindings = { schemaVersion: 1, deployment: 'demo', addresses: HOSTS };
  const deployment: Deployment = { plan: { ...PLAN, settings }, bindings, self: PLAN.nodes[0]! };
  const watch = { partner: () => partner || undefined, view: () => view(named) } as unknown as SentinelWatch;
  return { mover: new SentinelMover('node-1', deployment, links, watch, (event, fields) => logged.push([event, fields])), heard, logged };
}

const replica = (offset: number, over: Parameters<typeof linked>[1] = {}): PeerState => peer({ redis: linked('node-1', { offset, ...over }) });
const leading = (peers: Record<string, PeerState>): Situation => situation({ redis: primary(), view: view('node-1'), peers });
const two = leading({ 'node-2': replica(10), 'node-3': replica(20) });

test('R9: the replica that has most, by the Sentinel that agrees', async () => {
  const { mover, heard, logged } = scene({ partner: 'node-2' });
  expect(await mover.handOver(undefined, two)).toEqual({ ok: true, to: 'node-3', detail: 'handed over' });
  expect(logged[0]).toEqual(['handover', { to: 'node-3', sentinel: 'node-2' }]);
  expect(heard).toContain(`sentinel node-2 SENTINEL FAILOVER ${PLAN.topology.masterName}`);
  expect(heard).toContain(`node-1 REPLICAOF 10.0.0.3 ${PLAN.ports.redis}`);
  expect(heard.some((line) => line.startsWith('sentinel node-1') || line.startsWith('node-2'))).toBe(false);
});

test('R9: the one that was asked for, whoever has more', async () => {
  expect(await scene().mover.handOver('node-2', two)).toMatchObject({ ok: true, to: 'node-2' });
});

test('R9: only one that is linked to this node and may be promoted; nothing is touched otherwise', async () => {
  const { mover, heard } = scene();
  const unfit = [
    replica(90, { linkUp: false }), replica(90, { priority: 0 }), replica(90, { source: 'node-2' }), peer({ redis: undefined }),
  ];
  for (const each of unfit) {
    expect(await mover.handOver('node-3', leading({ 'node-2': replica(10), 'node-3': each })))
      .toEqual({ ok: false, detail: 'node-3 cannot take over; node-2 can' });
    expect(await mover.handOver(undefined, leading({ 'node-3': each })))
      .toEqual({ ok: false, detail: 'no replica is linked and eligible, or no Sentinel agrees' });
  }
  expect(heard).toEqual([]);
});

test('R9: not without a Sentinel that agrees', async () => {
  const { mover, heard } = scene({ partner: '' });
  expect(await mover.handOver(undefined, two)).toMatchObject({ ok: false });
  expect(heard).toEqual([]);
});

test('R9: an attempt that is undone opens this node again only while it is still named', async () => {
  const still = scene({ refuses: true, timeout: 0.3 });
  expect(await still.mover.handOver(undefined, two)).toMatchObject({ ok: false });
  expect(still.heard).toContain(OPENED);
  const replaced = scene({ refuses: true, timeout: 0.3, named: 'node-2' });
  expect(await replaced.mover.handOver(undefined, two)).toMatchObject({ ok: false });
  expect(replaced.heard).toContain(`node-1 CONFIG SET min-replicas-to-write ${FENCE}`);
  expect(replaced.heard).not.toContain(OPENED);
});
