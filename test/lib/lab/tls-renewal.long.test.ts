import { X509Certificate } from 'node:crypto';
import { connect } from 'node:tls';
import { until } from '../../../lib/drill/clock';
import type { Certificates } from '../../../lib/certificates';
import { issueAuthority, issueCertificate, type Authority } from '../../../lib/certificates/issue';
import { startLab } from '../../../lib/lab';
import { Transport } from '../../../lib/model';
import { plan, TLS_PORTS } from '../../../lib/plan';
import { demoSpec } from '../plan/specs';
import { TlsWriter } from './tls-writer';

const deployment = plan(demoSpec({ name: 'renewed', transport: Transport.TLS }));
const { serverName } = deployment.tls!;
let lab: Awaited<ReturnType<typeof startLab>>;
let writer: TlsWriter;
let successor: Authority;

beforeAll(async () => {
  successor = await issueAuthority({ commonName: 'successor', days: 10 });
  lab = await startLab(deployment);
  await lab.healthy(45_000);
  writer = new TlsWriter(lab, 1, true);
}, 60_000);

afterAll(async () => {
  await writer?.stop();
  writer?.close();
  await lab?.down();
});

const leaf = (authority: Authority): Promise<Certificates> => issueCertificate({ authority, serverName, days: 5 });

/** Serial number of the certificate that a server shows. */
function shown(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerX509Certificate()!.serialNumber);
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

/** Gives them to every node and waits until every server shows them. */
async function renew(certificates: Certificates): Promise<void> {
  await lab.renew(certificates);
  lab.nodes.forEach((node) => node.signal('agent', 'SIGHUP'));
  const { serialNumber } = new X509Certificate(certificates.cert);
  const ports = [TLS_PORTS.redis, TLS_PORTS.sentinel];
  expect(await until(async () => {
    const all = await Promise.all(lab.nodes.flatMap(({ host }) => ports.map((port) => shown(host, port).catch(() => ''))));
    return all.every((serial) => serial === serialNumber);
  }, 45_000, 200)).toBe(true);
}

/** Times at which Sentinels ended since then. */
const ends = (since: number): number[] =>
  lab.events.filter(({ atMs, message }) => atMs >= since && message.startsWith('sentinel ended')).map(({ atMs }) => atMs);

test('another certificate, then an authority that takes over, while clients write: no Redis restarts and nothing is lost', async () => {
  const processes = lab.nodes.map((node) => node.pid('redis'));
  const known = lab.certificates!;
  const began = Date.now();
  // Both authorities are trusted everywhere before anybody shows a certificate of the new one.
  const both = `${known.ca}${successor.cert}`;
  await lab.renew({ ...known, ca: both });
  lab.nodes.forEach((node) => node.signal('agent', 'SIGHUP'));
  expect(await until(() => Promise.resolve(ends(began).length === lab.nodes.length), 45_000, 100)).toBe(true);
  await lab.healthy(30_000);
  // One after the other: the next one ends when the one before is back, which takes its supervisor a second.
  const [first, second, third] = ends(began);
  expect([second! - first! > 900, third! - second! > 900]).toEqual([true, true]);
  await renew({ ...await leaf(successor), ca: both });
  await lab.healthy(30_000);
  expect(lab.nodes.map((node) => node.pid('redis'))).toEqual(processes);
  expect(await lab.primary()).toBe('node-1');
  const before = writer.acknowledged.length;
  expect(await until(() => Promise.resolve(writer.acknowledged.length > before + 20), 10_000, 50)).toBe(true);
  await writer.stop();
  expect(await writer.missing()).toEqual([]);
}, 150_000);

test('certificates that would not do are refused and said to be, and those of before stay', async () => {
  const serial = await shown(lab.nodes[0]!.host, TLS_PORTS.redis);
  const good = lab.certificates!;
  await lab.renew({ ...await leaf(await issueAuthority({ commonName: 'stranger', days: 1 })), ca: good.ca });
  lab.nodes.forEach((node) => node.signal('agent', 'SIGHUP'));
  const refusals = (): string[] => lab.events.filter(({ message }) => message.startsWith('certificates-refused')).map(({ message }) => message);
  expect(await until(() => Promise.resolve(refusals().length === lab.nodes.length), 10_000, 50)).toBe(true);
  expect(refusals()[0]).toMatch(/tls.crt does not lead to an authority of ca.crt/);
  for (const { host } of lab.nodes) {
    expect([await shown(host, TLS_PORTS.redis), await shown(host, TLS_PORTS.sentinel)]).toEqual([serial, serial]);
  }
  await lab.renew(good);
  await lab.healthy(30_000);
}, 60_000);
