import type { Authority } from '../authority';
import type { Memory } from '../memory';
import type { AuthorityView, ClusterFacts, ClusterPlace, PeerState } from '../situation';
import { clusterView } from './cluster-view';

/** What was heard longer ago says nothing about now. */
const FRESH_MS = 900;

/** The Cluster itself has the say: its own node's word, and that of the shard's other nodes by their agents. */
export class ClusterAuthority implements Authority {
  private facts?: ClusterFacts;
  private heardAt = 0;
  /** Id to the node that had it. */
  private readonly seen = new Map<string, string>();

  constructor(
    private readonly node: string,
    private readonly places: ClusterPlace[],
    private readonly peers: (now: number) => Record<string, PeerState>,
    private readonly memory: () => Memory | undefined,
  ) {}

  /** Nothing of its own: the observer asks the server anyway. */
  public start(): void {}

  public stop(): void {}

  public hear(facts: ClusterFacts | undefined, now: number): ClusterFacts | undefined {
    facts?.members.filter(({ node }) => node !== undefined).forEach(({ id, node }) => this.seen.set(id, node!));
    this.facts = facts && { ...facts, members: facts.members.map((member) => ({ ...member, was: this.seen.get(member.id) })) };
    this.heardAt = now;
    return this.facts;
  }

  public view(now: number): AuthorityView {
    const shard = this.places.find(({ node }) => node === this.node)?.shard;
    return clusterView({
      node: this.node,
      shardNodes: this.places.filter((place) => place.shard === shard).map(({ node }) => node),
      memberId: this.memory()?.clusterId,
      facts: now - this.heardAt <= FRESH_MS ? this.facts : undefined,
      peers: this.peers(now),
    });
  }
}
