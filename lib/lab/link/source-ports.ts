/** Ports that the link connects on from; its rules let them pass. Below the range that systems hand out by default. */
export const SOURCE_PORTS = { from: 28_000, to: 31_999 } as const;

/** Hands out the ports of each address in turn, so that one that was just closed rests longest. */
export class SourcePorts {
  private readonly next = new Map<string, number>();

  public take(address: string): number {
    const port = this.next.get(address) ?? SOURCE_PORTS.from;
    this.next.set(address, port === SOURCE_PORTS.to ? SOURCE_PORTS.from : port + 1);
    return port;
  }
}
