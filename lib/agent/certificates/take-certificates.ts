import { readFile } from 'node:fs/promises';
import { checkCertificates, type Certificates } from '../../certificates';
import { layoutOf, type NodeConfig } from '../../config';
import type { PlanTls } from '../../plan';
import type { Platform } from '../platform/platform';
import { writeAtomically } from '../write-atomically';

/**
 * Gives the servers of this node the certificates they start with. Where the platform has none to give now, those of
 * before do, if they still hold.
 *
 * @throws Error when there are none, or they would not do
 */
export async function takeCertificates(
  config: NodeConfig, { serverName }: PlanTls, platform: Pick<Platform, 'certificates'>,
): Promise<Certificates> {
  const given = await offered(platform, serverName);
  if (!(given instanceof Error)) {
    await writeCertificates(config, given);
    return given;
  }
  const kept = await readCertificates(config);
  if (kept === undefined || checkCertificates(kept, serverName, Date.now()) !== undefined) {
    throw given;
  }
  return kept;
}

/** What the platform has, or why that is of no use. */
export async function offered(platform: Pick<Platform, 'certificates'>, serverName: string): Promise<Certificates | Error> {
  try {
    if (!platform.certificates) {
      return new Error('the plan has TLS, and this platform gives no certificates');
    }
    const certificates = await platform.certificates();
    const problem = checkCertificates(certificates, serverName, Date.now());
    return problem === undefined ? certificates : new Error(`the certificates given to this node will not do: ${problem}`);
  } catch (failure) {
    return failure instanceof Error ? failure : new Error(String(failure));
  }
}

/** Those the servers of this node have; undefined when there are none. */
export async function readCertificates(config: NodeConfig): Promise<Certificates | undefined> {
  const { tlsCa, tlsCert, tlsKey } = layoutOf(config);
  try {
    const [ca, cert, key] = await Promise.all([tlsCa, tlsCert, tlsKey].map((file) => readFile(file, 'utf8')));
    return { ca: ca!, cert: cert!, key: key! };
  } catch {
    return undefined;
  }
}

/** The key last: a server that starts in between finds a pair that does not match and is started again. */
export async function writeCertificates(config: NodeConfig, { ca, cert, key }: Certificates): Promise<void> {
  const { tlsCa, tlsCert, tlsKey } = layoutOf(config);
  for (const [file, text] of [[tlsCa, ca], [tlsCert, cert], [tlsKey, key]] as const) {
    await writeAtomically(file, text, { durable: false });
  }
}
