import { connect, createServer, type Server, type Socket } from 'node:net';

interface Service {
  readonly address: string;
  readonly servers: Server[];
  readonly sockets: Set<Socket>;
}

/** Services of pods: an address per node, in front of where its processes really are. */
export class ServiceProxies {
  private readonly services = new Map<string, Service>();

  /** @param pods node to address of its processes */
  constructor(private readonly pods: Record<string, string>, private readonly ports: number[]) {}

  public address(node: string): string | undefined {
    return this.services.get(node)?.address;
  }

  public async create(node: string, address: string): Promise<void> {
    const sockets = new Set<Socket>();
    const servers = await Promise.all(this.ports.map((port) => new Promise<Server>((resolve, reject) => {
      const server = createServer((client) => {
        const pod = connect({ host: this.pods[node]!, port });
        for (const [socket, other] of [[client, pod], [pod, client]] as const) {
          sockets.add(socket);
          socket.on('error', () => undefined);
          socket.once('close', () => { sockets.delete(socket); other.destroy(); });
        }
        client.pipe(pod).pipe(client);
      });
      server.once('error', reject);
      server.listen(port, address, () => resolve(server));
    })));
    this.services.set(node, { address, servers, sockets });
  }

  /** @param cut whether connections end, or go on as those that a packet filter has on its list do */
  public remove(node: string, cut: boolean): void {
    const service = this.services.get(node);
    this.services.delete(node);
    service?.servers.forEach((server) => server.close());
    if (cut) {
      service?.sockets.forEach((socket) => socket.destroy());
    } else {
      this.left.push(service!);
    }
  }

  public close(): void {
    [...this.services.keys()].forEach((node) => this.remove(node, true));
    this.left.forEach(({ sockets }) => sockets.forEach((socket) => socket.destroy()));
  }

  private readonly left: Service[] = [];
}
