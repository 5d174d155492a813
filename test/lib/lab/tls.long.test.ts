import { issueAuthority, issueCertificate } from '../../../lib/certificates/issue';
import { startLab, type Lab } from '../../../lib/lab';
import { Topology, Transport } from '../../../lib/model';
import { plan, PLAINTEXT_PORTS, TLS_PORTS, tlsTo } from '../../../lib/plan';
import { RedisLink, type LinkTls } from '../../../lib/redis';
import { demoSpec } from '../plan/specs';
import { listening } from './listening';

const DEPLOYMENTS = [
  plan(demoSpec({
    name: 'replication', transport: Transport.TLS, topology: Topology.replication(), objectives: { rpoSeconds: 5, rtoSeconds: 60 },
  })),
  plan(demoSpec({ name: 'sentinel', transport: Transport.TLS, requireClientCertificates: true })),
  plan(demoSpec({ name: 'cluster', transport: Transport.TLS, topology: Topology.cluster() })),
];

/** What a connection to that port says to PING, or why it says nothing. */
async function ping(lab: Lab, host: string, port: number, tls?: LinkTls): Promise<string> {
  const link = new RedisLink({ host, port, username: 'app', password: lab.secret('app'), timeoutMs: 1500, tls });
  try {
    return String(await link.call('PING'));
  } catch (failure) {
    return (failure as Error).message;
  } finally {
    link.close();
  }
}

describe.each(DEPLOYMENTS.map((deployment) => [deployment.name, deployment] as const))('%s with TLS', (_, deployment) => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await startLab(deployment);
    await lab.healthy(45_000);
  }, 60_000);

  afterAll(() => lab?.down());

  test('nothing listens but TLS, the bus and the agent, and plaintext is understood by the agent alone', async () => {
    for (const { host, hasData, hasSentinel } of lab.nodes) {
      const { redis, sentinel, agent, bus } = deployment.ports;
      const wanted = [...(hasData ? [redis] : []), ...(hasSentinel ? [sentinel] : []), ...(bus ? [bus] : []), agent];
      expect(listening(host)).toEqual(wanted.sort((x, y) => x - y));
      for (const port of wanted.filter((open) => open !== agent)) {
        expect([port, await ping(lab, host, port)]).toEqual([port, expect.not.stringMatching(/PONG|NOAUTH|WRONGPASS/)]);
      }
      for (const port of Object.values(PLAINTEXT_PORTS)) {
        expect(await ping(lab, host, port)).toMatch(/ECONNREFUSED/);
      }
    }
  });

  test('a client that trusts the lab\'s authority reads what it wrote', async () => {
    const primary = lab.node((await lab.primary())!);
    const tls = tlsTo(deployment, lab.certificates);
    const link = new RedisLink({
      host: primary.host, port: TLS_PORTS.redis, username: 'app', password: lab.secret('app'), timeoutMs: 2000, tls,
    });
    try {
      // The first shard has it: slot 0 is no other's.
      await link.call('SET', '{06S}a', 'value');
      expect(await link.call('GET', '{06S}a')).toBe('value');
    } finally {
      link.close();
    }
  });

  test('a client that has another authority, or expects another name, hangs up', async () => {
    const { host } = lab.nodes[0]!;
    const tls = tlsTo(deployment, lab.certificates);
    const { cert: ca } = await issueAuthority({ commonName: 'stranger', days: 1 });
    expect(await ping(lab, host, TLS_PORTS.redis, tls)).toBe('PONG');
    expect(await ping(lab, host, TLS_PORTS.redis, { ...tls, ca })).toMatch(/certificate/);
    expect(await ping(lab, host, TLS_PORTS.redis, { ...tls, serverName: 'orders.redis-ha' })).toMatch(/orders.redis-ha/);
  });

  test('a client without a certificate is let in where none is required, and one with a stranger\'s never', async () => {
    const { host } = lab.nodes[0]!;
    const { ca, serverName } = tlsTo(deployment, lab.certificates);
    const required = deployment.tls!.clientCertificates === 'required';
    expect(await ping(lab, host, TLS_PORTS.redis, { ca, serverName })).toEqual(required ? expect.stringMatching(/certificate/) : 'PONG');
    const authority = await issueAuthority({ commonName: 'stranger', days: 1 });
    const { cert, key } = await issueCertificate({ authority, serverName, days: 1 });
    expect(await ping(lab, host, TLS_PORTS.redis, { ca, serverName, cert, key })).not.toBe('PONG');
  });

  test('the primary moves in order', async () => {
    const before = await lab.primary();
    const moved = await lab.handover();
    expect(moved).toMatchObject({ ok: true });
    await lab.healthy(30_000);
    expect(await lab.primary()).not.toBe(before);
  }, 60_000);
});
