import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Lab, LabNode, ProcessName } from './lab';

interface Recorded {
  /** Process ids when the run began, by node; a node whose processes are others by now has had its turn. */
  readonly began: Record<string, number[]>;
  /** Node that was stopped last and may not have been started again. */
  readonly stopped?: string;
}

/** What a roll remembers in the lab's folder, so that one that was interrupted goes on where it was. */
export class RollState {
  public static async open(lab: Lab): Promise<RollState> {
    const file = join(lab.directory, 'rolling.json');
    const text = await readFile(file, 'utf8').catch(() => undefined);
    const began = Object.fromEntries(lab.nodes.map((node) => [node.name, processesOf(node)]));
    return new RollState(file, text === undefined ? { began } : JSON.parse(text) as Recorded, text !== undefined);
  }

  private constructor(private readonly file: string, private recorded: Recorded, public readonly resumed: boolean) {}

  /** Node that an interrupted roll left stopped. */
  public get stopped(): string | undefined {
    return this.recorded.stopped;
  }

  /** Every process it had when the run began has been replaced. */
  public hadItsTurn(node: LabNode): boolean {
    const before = this.recorded.began[node.name] ?? [];
    return !processesOf(node).some((pid) => before.includes(pid));
  }

  public async stopping(node?: string): Promise<void> {
    this.recorded = { began: this.recorded.began, ...(node === undefined ? {} : { stopped: node }) };
    await writeFile(`${this.file}.new`, JSON.stringify(this.recorded));
    await rename(`${this.file}.new`, this.file);
  }

  public async finish(): Promise<void> {
    await rm(this.file, { force: true });
  }
}

/** The agent is not counted: it restarts whenever a plan is applied. */
function processesOf(node: LabNode): number[] {
  return (['redis', 'sentinel'] as ProcessName[]).map((name) => node.pid(name)).filter((pid) => pid !== undefined);
}
