/** One line of JSON per event on standard output, for journald, the kubelet or the lab to keep. */
export type Log = (event: string, fields?: Record<string, unknown>) => void;

export function jsonLog(node: string, write: (line: string) => void = (line) => process.stdout.write(line)): Log {
  return (event, fields = {}) => write(`${JSON.stringify({ at: new Date().toISOString(), node, event, ...fields })}\n`);
}
