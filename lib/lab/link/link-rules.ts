import { SOURCE_PORTS } from './source-ports';

/** A port of a node, and where what travels to it from the other region is sent instead. */
export interface Detour {
  readonly host: string;
  readonly port: number;
  readonly through: { readonly host: string; readonly port: number };
}

export interface LinkRules {
  readonly table: string;
  /** Addresses of the two regions. */
  readonly groups: readonly [string[], string[]];
  readonly detours: Detour[];
}

const OWN = `${SOURCE_PORTS.from}-${SOURCE_PORTS.to}`;

/**
 * A table that leads every new connection between the two groups through its proxy. What the proxies themselves send on is told
 * by its port. A connection that was there before is reset: it would go on past the link for as long as it lasts.
 */
export function linkTable({ table, groups: [one, two], detours }: LinkRules): string {
  const detour = ({ host, port, through }: Detour): string =>
    `    ip saddr @${one.includes(host) ? 'two' : 'one'} ip daddr ${host} tcp dport ${port} tcp sport != ${OWN} `
    + `tcp flags & (syn | ack) == syn dnat ip to ${through.host}:${through.port}`;
  // The reset itself must come through.
  const past = (from: string, to: string): string =>
    `    ip saddr @${from} ip daddr @${to} ct status & dnat == 0 tcp flags & rst == 0 tcp sport != ${OWN} tcp dport != ${OWN} reject with tcp reset`;
  return `table inet ${table} {
  set one { type ipv4_addr; elements = { ${one.join(', ')} } }
  set two { type ipv4_addr; elements = { ${two.join(', ')} } }
  chain detours {
    type nat hook output priority -100; policy accept;
${detours.map(detour).join('\n')}
  }
  chain past {
    type filter hook input priority -140; policy accept;
${past('one', 'two')}
${past('two', 'one')}
  }
}
`;
}
