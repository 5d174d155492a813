/** What the answer to "may this node signal success?" depends on. */
export interface SignalEvidence {
  /** The deployment has been formed; undefined when that could not be read. */
  readonly formed?: boolean;
  /** CloudFormation starts this node last. */
  readonly last: boolean;
  /** `ready` or `loading`, from the pointer. */
  readonly signalAt: string;
  readonly live: boolean;
  readonly ready: boolean;
}

/**
 * A chain of groups in which the first node waits for the others would never finish:
 * they are started after its signal. So a node of a deployment that is not formed yet
 * signals as soon as it is there, and the last one when the deployment has formed. A
 * node of a formed one signals when it is ready again, so that the next is not
 * replaced before; or, where its data could take longer to load than CloudFormation
 * waits, when it is loading, and the replacement lock waits for the rest.
 */
export function maySignal(evidence: SignalEvidence): boolean {
  if (evidence.formed === undefined) {
    return false;
  }
  if (!evidence.formed) {
    return evidence.live && !evidence.last;
  }
  return evidence.signalAt === 'loading' ? evidence.live : evidence.ready;
}
