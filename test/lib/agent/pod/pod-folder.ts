import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeConfig } from '../../../../lib/config';

/** Folders of a pod, with a file of the names of its Services. */
export class PodFolder {
  public readonly home = mkdtempSync(join(tmpdir(), 'redis-ha-pod-'));
  public readonly config: NodeConfig;

  constructor(addresses: Record<string, string>, node = 'node-1') {
    mkdirSync(join(this.home, 'run'));
    writeFileSync(join(this.home, 'hosts.json'), JSON.stringify({
      schemaVersion: 1, deployment: 'demo', addresses, restore: { store: '/store', deployment: 'demo', backup: 'b1' },
    }));
    this.config = {
      node, planFile: join(this.home, 'plan.json'), bindingsFile: join(this.home, 'run', 'bindings.json'),
      dataDir: join(this.home, 'data'), runDir: join(this.home, 'run'), bindAddress: '*',
      platform: {
        kind: 'kubernetes', hostsFile: join(this.home, 'hosts.json'), secretsDir: join(this.home, 'secrets'), accountDir: '', pods: {},
        stateConfigMap: 'state', turnLease: 'turn', labelsRoles: true, turnSeconds: 5,
      },
    };
  }

  public remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}
