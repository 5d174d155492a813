/** One line of a run's log. */
export type RunLog = (level: 'info' | 'warn' | 'error', message: string, more?: object) => void;

/** Lines of JSON on the standard output, each with what is the same in all of them. */
export function runLog(always: object): RunLog {
  return (level, message, more) =>
    writeLine(JSON.stringify({ time: new Date().toISOString(), level, message, ...always, ...more }));
}

/** Not console.log: Lambda puts words before its lines, and then they are no JSON. */
export function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
