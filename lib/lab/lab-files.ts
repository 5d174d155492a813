import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CERTIFICATE_FILES, type Certificates } from '../certificates';
import { issueAuthority, issueCertificate, type Authority } from '../certificates/issue';
import type { NodeConfig } from '../config';
import { canonicalJson, type Bindings, type DeploymentPlan } from '../plan';
import { outsideFolder } from './regions/lab-regions';

/** A lab may be left running for as long. */
const CERTIFICATE_DAYS = 365;

/** Folder of a lab: what a platform gives its nodes, as files. */
export class LabFiles {
  public readonly logDir: string;
  private readonly secretsDir: string;
  private readonly certificatesDir: string;
  private authority?: Authority;
  private issued?: { serverName: string; certificates: Certificates };

  constructor(public readonly directory: string) {
    this.logDir = join(directory, 'logs');
    this.secretsDir = join(directory, 'secrets');
    this.certificatesDir = join(directory, 'certificates');
  }

  public async layOut(): Promise<void> {
    await mkdir(this.secretsDir, { recursive: true, mode: 0o700 });
    await mkdir(this.logDir, { recursive: true });
  }

  /** Makes a password for every user that has none yet, and returns all. */
  public async writeSecrets(plan: DeploymentPlan, known: Record<string, string>): Promise<Record<string, string>> {
    const fresh = plan.users.filter(({ name }) => known[name] === undefined)
      .map(({ name }) => [name, randomBytes(24).toString('base64url')] as const);
    await Promise.all(fresh.map(([user, secret]) => writeFile(join(this.secretsDir, user), `${secret}\n`, { mode: 0o600 })));
    return { ...known, ...Object.fromEntries(fresh) };
  }

  /** Makes what the nodes of a plan with TLS prove themselves with, unless they have it: by an authority of the lab's own. */
  public async writeCertificates({ tls, name }: DeploymentPlan): Promise<Certificates | undefined> {
    if (tls === undefined) {
      return undefined;
    }
    if (this.issued?.serverName !== tls.serverName) {
      this.authority ??= await issueAuthority({ commonName: `${name} lab`, days: CERTIFICATE_DAYS });
      const { authority } = this;
      const certificates = await issueCertificate({ authority, serverName: tls.serverName, days: CERTIFICATE_DAYS });
      await this.giveCertificates(certificates, tls.serverName);
    }
    return this.issued!.certificates;
  }

  /** Puts others in their place, as whoever renews them does. */
  public async giveCertificates(certificates: Certificates, serverName = this.issued?.serverName ?? ''): Promise<Certificates> {
    this.issued = { serverName, certificates };
    await mkdir(this.certificatesDir, { recursive: true, mode: 0o700 });
    for (const part of ['ca', 'cert', 'key'] as const) {
      await replace(join(this.certificatesDir, CERTIFICATE_FILES[part]), certificates[part], 0o600);
    }
    return certificates;
  }

  /** Addresses first: an agent that starts in between knows all nodes of either plan. */
  public async writePlan(plan: DeploymentPlan, bindings: Bindings): Promise<void> {
    await this.writeBindings(bindings);
    await replace(join(this.directory, 'plan.json'), canonicalJson(plan));
  }

  public async writeBindings(bindings: Bindings): Promise<void> {
    await replace(join(this.directory, 'bindings.json'), canonicalJson(bindings));
  }

  /** Folder that stands for a region's store of markers. */
  public outsideDir(region: string): string {
    return join(this.directory, outsideFolder(region));
  }

  /** Writes what the agent of that node is started with. @param witness URL, where there are two regions */
  public async writeNode(node: string, region: string, witness?: string): Promise<{ config: NodeConfig; configFile: string }> {
    const outsideDir = this.outsideDir(region);
    const config: NodeConfig = {
      node,
      planFile: join(this.directory, 'plan.json'),
      bindingsFile: join(this.directory, 'bindings.json'),
      dataDir: join(this.folderOf(node), 'data'),
      runDir: join(this.folderOf(node), 'run'),
      platform: { kind: 'file', secretsDir: this.secretsDir, outsideDir, certificatesDir: this.certificatesDir },
      ...(witness === undefined ? {} : { witness: { url: witness } }),
    };
    const configFile = join(this.folderOf(node), 'node.json');
    await mkdir(config.dataDir, { recursive: true });
    await mkdir(outsideDir, { recursive: true });
    await writeFile(configFile, canonicalJson(config));
    return { config, configFile };
  }

  public async removeNode(node: string): Promise<void> {
    await rm(this.folderOf(node), { recursive: true, force: true });
  }

  public async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }

  private folderOf(node: string): string {
    return join(this.directory, 'nodes', node);
  }
}

/** Whole at any moment: agents and commands read these while they change. */
async function replace(file: string, text: string, mode?: number): Promise<void> {
  await writeFile(`${file}.new`, text, { mode });
  await rename(`${file}.new`, file);
}
