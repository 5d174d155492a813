import { caughtUp } from '../catch-up';
import type { CommandResult } from '../command-result';
import { failpoint } from '../failpoint';
import { nodesWith, NodeRole, upstreamOf } from '../../plan';
import type { TopologyTools } from '../open-topology';
import type { RoleMarker } from '../platform/platform';
import type { PeerState } from '../situation';
import { sameMarker, tellOf } from './announce';
import { chooseSuccessor, type Choice, type FailoverWish, type Standing } from './choose-successor';
import { fenceDirectly } from './fence-directly';
import { lastNamed, lastPrimary } from './last-named';
import type { RoleWatch } from './role-watch';
import { FENCE_MARGIN_SECONDS } from './succession';

/** What the order needs besides the agent's tools. */
export interface FailoverParts {
  readonly tools: TopologyTools;
  readonly watch: RoleWatch;
  /** What this node's own agent would tell its peers. */
  readonly self: () => PeerState | undefined;
  /** The orders this node's own agent takes, by verb: the primary may be the one beside it. */
  readonly local: Record<string, (word: string) => Promise<CommandResult>>;
}

/** An agent that answers at all answers this soon; its Redis may take as long as a link waits. */
const FENCE_TIMEOUT_MS = 2500;
const CATCH_UP_MS = 2000;
/** In it every agent is asked again. */
const SETTLE_MS = 700;

/** @throws Error for a word that is none of them: empty, the name of a node, or a wish as JSON */
export function parseWish(word: string): FailoverWish {
  if (!word.startsWith('{')) {
    return word === '' ? {} : { to: word };
  }
  const { to, force } = JSON.parse(word) as FailoverWish;
  return { ...(to === undefined ? {} : { to: String(to) }), force: force === true };
}

/**
 * Order `failover`: names another primary when the one that is named is dead or cannot be reached. Stops the old one
 * first where its agent can be reached; where not, the new one opens only when the old one must have fenced itself. The
 * claim of the role marker is the one step that counts: before it nothing has happened, after it every agent finishes
 * what is left, and of two orders one wins.
 */
export async function failOver(parts: FailoverParts, wish: FailoverWish): Promise<CommandResult> {
  const { tools: { log } } = parts;
  const standing = await standingOf(parts, wish);
  if ('refusal' in standing) {
    return { ok: false, detail: standing.refusal };
  }
  const { primary } = standing;
  const before = await look(parts, primary);
  const lived = before.states[primary]?.redis?.role === 'primary';
  if (wish.to === primary && lived) {
    return { ok: true, to: primary, detail: `${primary} is primary already` };
  }
  const first = await chooseWithPatience(parts, before, wish);
  if (first.node === undefined) {
    return { detail: first.why, ...(wish.to === primary && first.aboutToLead ? { ok: true, to: primary } : { ok: false }) };
  }
  const fenced = await stop(parts, primary, before.states[primary] !== undefined);
  failpoint('failover:fenced');
  log('failover-fence', { node: primary, ...fenced });
  if (fenced.refused) {
    return {
      ok: false, detail: `${primary} answers and its writes cannot be stopped (${fenced.detail}): end its Redis, or start its agent, and repeat`,
    };
  }
  if (fenced.ok && (lived || fenced.directly)) {
    await receiveTheRest(parts, primary, first.node);
  }
  // What was in the sockets has arrived, and everybody has said what it holds.
  await sleep(SETTLE_MS);
  const after = await look(parts, primary);
  const choice = chooseSuccessor(after, wish);
  return choice.node === undefined
    ? { ok: false, detail: `${choice.why}${fenced.directly ? `; the writes of ${primary} are stopped until its agent runs again` : ''}` }
    : name(parts, { ...standing, directly: fenced.directly === true },
      { primary: choice.node, why: choice.why, before: after.states[primary] });
}

/** Who is named, at which epoch, and what stands in the store, which knows less when it was emptied or restored. */
interface Named {
  readonly primary: string;
  readonly epoch: number;
  readonly inStore: number;
}

async function standingOf(parts: FailoverParts, wish: FailoverWish): Promise<Named | { readonly refusal: string }> {
  const names = dataNodes(parts);
  // Agents first: whatever they know by now stands in the store by the time it is read.
  const states = await ask(parts);
  const marker = await parts.watch.read();
  const known = lastNamed(states);
  const inStore = marker?.epoch ?? 0;
  if (known === undefined || known.epoch <= inStore) {
    return marker ? { primary: marker.primary, epoch: inStore, inStore }
      : { refusal: 'nobody has been primary yet: the deployment is still being formed' };
  }
  return wish.force ? { primary: lastPrimary(names, states)!, epoch: known.epoch, inStore } : {
    refusal: `the role marker ${marker ? `stands at epoch ${inStore}` : 'is gone'} although epoch ${known.epoch} is known: its store was emptied or `
      + 'restored; use force, which names a primary above every epoch that those that answer know',
  };
}

/** By its agent, which also keeps it so; a server without one over its own port. */
async function stop(
  parts: FailoverParts, primary: string, agentAnswers: boolean,
): Promise<CommandResult & { directly?: boolean; refused?: boolean }> {
  const byAgent = order(parts, primary, 'fence', '');
  if (agentAnswers && (await byAgent).ok) {
    return byAgent;
  }
  const [told, { outcome, detail }] = await Promise.all([byAgent, fenceDirectly(parts.tools.links.redis.get(primary)!)]);
  if (told.ok || outcome === 'fenced') {
    return { ok: true, detail: told.ok ? told.detail : detail, directly: !told.ok };
  }
  // An agent that runs ends a server that a script keeps busy, once another is named.
  const ends = agentAnswers && detail.startsWith('BUSY');
  return { ok: false, detail: `${told.detail}; ${detail}`, refused: outcome === 'refused' && !ends };
}

/** Asks every agent now: what was said before the fault is no news. */
async function ask(parts: FailoverParts): Promise<Record<string, PeerState>> {
  const { tools: { config: { node }, peers }, self } = parts;
  await Promise.all(dataNodes(parts).map((name) => peers.refresh(name)));
  const own = self();
  return { ...peers.states(Date.now()), ...(own ? { [node]: own } : {}) };
}

async function look(parts: FailoverParts, primary: string): Promise<Standing> {
  const { tools: { deployment: { plan } } } = parts;
  const direct = (name: string): boolean => upstreamOf(plan, name, primary) === primary;
  return {
    states: await ask(parts),
    primary,
    others: dataNodes(parts).filter((name) => name !== primary).sort((a, b) => Number(direct(b)) - Number(direct(a))),
    maxLagSeconds: plan.settings.minReplicasMaxLagSeconds,
  };
}

/** The link to a machine that is gone stays up for a while: how long it may, its lag bound says. */
async function chooseWithPatience(parts: FailoverParts, first: Standing, wish: FailoverWish): Promise<Choice> {
  const deadline = Date.now() + (first.maxLagSeconds + 1) * 1000;
  let choice = chooseSuccessor(first, wish);
  while (choice.perhapsGone && Date.now() < deadline) {
    await sleep(SETTLE_MS);
    choice = chooseSuccessor(await look(parts, first.primary), wish);
  }
  return choice;
}

async function name(
  parts: FailoverParts, standing: Named & { readonly directly: boolean },
  choice: { primary: string; why: string; before?: PeerState },
): Promise<CommandResult> {
  const { tools: { config: { node }, deployment: { plan }, peers, links, log, platform }, watch } = parts;
  const next: RoleMarker = {
    primary: choice.primary, epoch: standing.epoch + 1, previous: standing.primary, changedAt: new Date().toISOString(),
    by: `failover ordered at ${node}`,
  };
  const stands = await watch.claim(next, standing.inStore);
  failpoint('failover:claimed');
  log('failover', { ...stands, won: sameMarker(stands, next), why: choice.why });
  if (!sameMarker(stands, next)) {
    return stands.primary === choice.primary
      ? { ok: true, to: stands.primary, detail: `${stands.primary} was named by another order, at epoch ${stands.epoch}` }
      : { ok: false, detail: `${stands.primary} was named meanwhile, at epoch ${stands.epoch}` };
  }
  const deploymentId = parts.self()?.memory?.deploymentId;
  if (standing.inStore < standing.epoch && deploymentId !== undefined) {
    // Whatever emptied the store took the other marker along.
    await platform.claimMarker({ deploymentId, createdAt: next.changedAt })
      .catch((failure: Error) => log('marker-unclaimed', { error: failure.message }));
  }
  const news = { from: node, marker: next };
  const told = await order(parts, standing.primary, 'role', JSON.stringify(news));
  // One that never opened in its epoch says nothing about the one before it.
  const opened = choice.before?.memory?.role === 'primary' && choice.before.memory.epoch === standing.epoch;
  const released = told.ok && opened;
  watch.learn(next, { released });
  const others = nodesBut(parts, node).filter((other) => other !== standing.primary && links.redis.has(other));
  await tellOf(peers, others)({ ...news, released }, choice.primary);
  if (!told.ok && standing.directly) {
    // Its agent may have come back in between and opened it.
    await fenceDirectly(links.redis.get(standing.primary)!);
  }
  const latest = plan.settings.fenceAfterSeconds + FENCE_MARGIN_SECONDS;
  return {
    ok: true, to: choice.primary,
    detail: `${choice.primary} is named primary at epoch ${next.epoch}; ${released ? `${standing.primary} has stopped (${told.detail})`
      : `it takes writes when ${standing.primary} is seen to have stopped, at the latest in ${latest} s`}; ${choice.why}`,
  };
}

/** Every byte the old primary acknowledged, when it can still give it. */
async function receiveTheRest({ tools: { links } }: FailoverParts, primary: string, target: string): Promise<void> {
  await caughtUp(links.redis.get(primary)!, links.redis.get(target)!, Date.now() + CATCH_UP_MS).catch(() => false);
}

function order(
  { tools: { config, peers }, local }: FailoverParts, node: string, verb: string, word: string,
): Promise<CommandResult> {
  return node === config.node ? local[verb]!(word) : peers.order(node, verb, word, FENCE_TIMEOUT_MS);
}

function dataNodes({ tools: { deployment: { plan } } }: FailoverParts): string[] {
  return nodesWith(plan.nodes, NodeRole.DATA).map(({ name }) => name);
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function nodesBut({ tools: { deployment: { plan } } }: FailoverParts, node: string): string[] {
  return plan.nodes.map(({ name }) => name).filter((other) => other !== node);
}
