import { join } from 'node:path';
import { HOME_REGION, planOf, type DeploymentPlan } from '../../plan';
import type { LinkSettings } from '../link/link-settings';
import type { LabRegion, LabWitness } from '../lab';
import type { LabNetwork } from '../network/network';
import { WitnessThread } from './witness-thread';

export interface LabRegionsParts {
  /** Folder of the lab. */
  readonly directory: string;
  readonly network: LabNetwork;
  /** The plan as it was declared, whichever region is active. */
  readonly declared: () => DeploymentPlan;
  /** Place of a node in the network, undefined when it has none. */
  readonly seat: (node: string) => number | undefined;
  /** Tells of a fault. */
  readonly record: (message: string) => void;
}

const BETWEEN = 'regions';
const FROM_WITNESS = 'witness';

/** The regions of a lab: which one is active, what lies between them, and the witness beside both. Also where there is one. */
export class LabRegions {
  private settings?: LinkSettings;

  private constructor(private readonly parts: LabRegionsParts, private readonly server: WitnessThread | undefined) {}

  public static async open(parts: LabRegionsParts): Promise<LabRegions> {
    const { declared, network, directory } = parts;
    return new LabRegions(parts, declared().regionChange === undefined
      ? undefined : await WitnessThread.open(join(directory, 'witness'), network.address('witness')));
  }

  /** In the order in which they were declared. */
  public get list(): LabRegion[] {
    const { nodes, regions } = this.parts.declared();
    return regions.map((region) => ({ name: region.name, nodes: (region.nodes ?? nodes).map(({ name }) => name) }));
  }

  /** The one that the witness names; the declared primary before it names any. */
  public get active(): string {
    const { name, regions } = this.parts.declared();
    return this.server?.newest(name)?.active ?? regions[0]!.name;
  }

  /** The plan as nodes of that region see it. */
  public planOf(region: string): DeploymentPlan {
    const declared = this.parts.declared();
    // A plan that lost its other region: what still runs there ends with the plan it has.
    return declared.regions.some(({ name }) => name === region) ? planOf(declared, region) : declared;
  }

  public get witness(): LabWitness | undefined {
    const { server } = this;
    const { network, declared, record } = this.parts;
    return server && {
      url: server.url,
      record: () => Promise.resolve(server.newest(declared().name)),
      cut: async (nodes) => {
        await network.cut(this.places(nodes), ['witness'], FROM_WITNESS);
        record(`cut ${nodes.join(', ')} off from the witness`);
      },
      heal: async () => {
        await network.heal(FROM_WITNESS);
        record('the witness is reached again');
      },
    };
  }

  /** @throws InvalidInput that names the setting; Error where the plan has one region, or rules cannot be made */
  public async link(settings: LinkSettings): Promise<void> {
    const [here, there] = this.both();
    await this.parts.network.link([this.places(here), this.places(there)], settings);
    this.settings = settings;
    const { delayMs = 0, bytesPerSecond, loss = 0 } = settings;
    this.parts.record(`the link between the regions: ${delayMs} ms one way, ${bytesPerSecond ?? 'unlimited'} bytes a second, ${loss * 100} % lost`);
  }

  /** Nodes that have come since are linked as the others are. */
  public async takeIn(): Promise<void> {
    if (this.settings !== undefined) {
      await this.link(this.settings);
    }
  }

  public async cut(): Promise<void> {
    const [here, there] = this.both();
    await this.parts.network.cut(this.places(here), this.places(there), BETWEEN);
    this.parts.record(`${this.list.map(({ name }) => name).join(' and ')} cut apart`);
  }

  public async heal(): Promise<void> {
    await this.parts.network.heal(BETWEEN);
    this.parts.record('the regions are linked again');
  }

  public async close(): Promise<void> {
    await this.server?.close();
  }

  private both(): [string[], string[]] {
    const [here, there] = this.list;
    if (there === undefined) {
      throw new Error(`${this.parts.declared().name} has one region: declare another one with replicaRegion`);
    }
    return [here!.nodes, there.nodes];
  }

  private places(nodes: string[]): number[] {
    return nodes.map((name) => this.parts.seat(name)).filter((seat) => seat !== undefined);
  }
}

/** Every region has a store of markers of its own; the one that was declared keeps the name it has without another. */
export function outsideFolder(region: string): string {
  return region === HOME_REGION ? 'outside' : `outside-${region}`;
}
