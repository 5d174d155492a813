import type { NodeConfig } from '../../config';
import { canonicalJson } from '../../plan';
import type { Log } from '../log';
import { keepBindings, knownAddresses, readHosts, resolveHosts, type Lookup } from './resolve-bindings';

const PERIOD_MS = 5000;

/** Looks whether the Services of the nodes have other addresses than they had: somebody has made them anew. */
export class AddressWatch {
  private lookedAt = Date.now();
  private candidate = '';
  private looking?: Promise<void>;
  private changed = false;

  constructor(
    private readonly config: NodeConfig, private readonly log: Log,
    private readonly options: { readonly lookup?: Lookup; readonly periodMs?: number } = {},
  ) {}

  /** True once, when two answers in a row have told of the same new addresses and these are written down. Waits for no answer. */
  public async moved(): Promise<boolean> {
    const due = Date.now() - this.lookedAt >= (this.options.periodMs ?? PERIOD_MS);
    if (due && !this.looking) {
      this.looking = this.look()
        .catch((failure: unknown) => this.log('addresses-unreadable', { error: String(failure) }))
        .finally(() => { this.looking = undefined; this.lookedAt = Date.now(); });
    }
    const { changed } = this;
    this.changed = false;
    return changed;
  }

  private async look(): Promise<void> {
    const hosts = await readHosts(this.config);
    const before = await knownAddresses(this.config);
    const { addresses } = await resolveHosts(hosts.addresses, before, this.options.lookup);
    const now = canonicalJson(addresses);
    if (now === canonicalJson(before)) {
      this.candidate = '';
    } else if (now === this.candidate) {
      this.candidate = '';
      const nodes = Object.keys(addresses).filter((node) => addresses[node] !== before[node]);
      this.log('addresses-changed', { from: pick(before, nodes), to: pick(addresses, nodes) });
      await keepBindings(this.config, hosts, addresses, this.log);
      this.changed = true;
    } else {
      this.candidate = now;
    }
  }
}

function pick(addresses: Record<string, string>, nodes: string[]): Record<string, string | undefined> {
  return Object.fromEntries(nodes.map((node) => [node, addresses[node]]));
}
