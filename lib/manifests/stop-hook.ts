import { POD_PATHS } from '../config';

/** How often the hooks look, in seconds. */
const POLL = '0.2';

/**
 * preStop of a server with data: asks the agent to let go of the node and waits for its answer. Without one it fails, so
 * that an event tells of it; the container ends all the same.
 *
 * @param seconds how long it waits at most
 */
export function serverStopHook(seconds: number): string[] {
  return shell([`touch ${POD_PATHS.stopRequested}`, ...awaitAnswer(seconds)]);
}

/**
 * preStop of a Sentinel: it stays for as long as the server beside it is handing over, since that takes its vote. Where no
 * server asks within a second or so, it alone is being restarted, or alone in its pod.
 */
export function sentinelStopHook(seconds: number): string[] {
  return shell([
    `for _ in 1 2 3 4 5 6; do [ -e ${POD_PATHS.stopRequested} ] && break; sleep ${POLL}; done`,
    `[ -e ${POD_PATHS.stopRequested} ] || exit 0`,
    ...awaitAnswer(seconds),
  ]);
}

function awaitAnswer(seconds: number): string[] {
  const answered = `[ -e ${POD_PATHS.stopAnswered} ]`;
  return [
    `end=$(($(date +%s) + ${seconds}))`,
    `until ${answered} || [ "$(date +%s)" -ge "$end" ]; do sleep ${POLL}; done`,
    `${answered} || { echo 'no answer of the agent within ${seconds} s' >&2; exit 1; }`,
  ];
}

function shell(lines: string[]): string[] {
  return ['sh', '-c', lines.join('\n')];
}
