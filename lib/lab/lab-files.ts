import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodeConfig } from '../config';
import { canonicalJson, type Bindings, type DeploymentPlan } from '../plan';

/** Folder of a lab: what a platform gives its nodes, as files. */
export class LabFiles {
  public readonly outsideDir: string;
  public readonly logDir: string;
  private readonly secretsDir: string;

  constructor(public readonly directory: string) {
    this.outsideDir = join(directory, 'outside');
    this.logDir = join(directory, 'logs');
    this.secretsDir = join(directory, 'secrets');
  }

  public async layOut(): Promise<void> {
    await mkdir(this.secretsDir, { recursive: true, mode: 0o700 });
    await mkdir(this.outsideDir, { recursive: true });
    await mkdir(this.logDir, { recursive: true });
  }

  /** Makes a password for every user that has none yet, and returns all. */
  public async writeSecrets(plan: DeploymentPlan, known: Record<string, string>): Promise<Record<string, string>> {
    const fresh = plan.users.filter(({ name }) => known[name] === undefined)
      .map(({ name }) => [name, randomBytes(24).toString('base64url')] as const);
    await Promise.all(fresh.map(([user, secret]) => writeFile(join(this.secretsDir, user), `${secret}\n`, { mode: 0o600 })));
    return { ...known, ...Object.fromEntries(fresh) };
  }

  /** Addresses first: an agent that starts in between knows all nodes of either plan. */
  public async writePlan(plan: DeploymentPlan, bindings: Bindings): Promise<void> {
    await this.writeBindings(bindings);
    await replace(join(this.directory, 'plan.json'), canonicalJson(plan));
  }

  public async writeBindings(bindings: Bindings): Promise<void> {
    await replace(join(this.directory, 'bindings.json'), canonicalJson(bindings));
  }

  /** Writes what the agent of that node is started with. */
  public async writeNode(node: string): Promise<{ config: NodeConfig; configFile: string }> {
    const config: NodeConfig = {
      node,
      planFile: join(this.directory, 'plan.json'),
      bindingsFile: join(this.directory, 'bindings.json'),
      dataDir: join(this.folderOf(node), 'data'),
      runDir: join(this.folderOf(node), 'run'),
      platform: { kind: 'file', secretsDir: this.secretsDir, outsideDir: this.outsideDir },
    };
    const configFile = join(this.folderOf(node), 'node.json');
    await mkdir(config.dataDir, { recursive: true });
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
async function replace(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}
