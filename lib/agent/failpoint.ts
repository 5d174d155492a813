/** Environment variable that names the step at which this process kills itself; drills set it. */
export const FAILPOINT_VARIABLE = 'REDIS_HA_FAILPOINT';

/** Dies here, as hard as a power cut, when a drill has asked for it. */
export function failpoint(step: string): void {
  if (process.env[FAILPOINT_VARIABLE] === step) {
    process.kill(process.pid, 'SIGKILL');
  }
}
