/** One of `mainSteps`. */
export interface AutomationStep {
  /** Letters, digits and underscores. */
  readonly name: string;
  readonly action: string;
  readonly description?: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs?: { readonly Name: string; readonly Selector: string; readonly Type: string }[];
  readonly onFailure?: string;
  readonly isEnd?: boolean;
}

/** The step that says which node the others run on. */
export const FIND = 'findNode';

/** As on an EC2 node of this library. */
const PROGRAM = '/usr/bin/node /opt/redis-ha/redis-ha-agent.js';
const NODE_JSON = '/etc/redis-ha/node.json';

/** Longer than any step waits, in seconds: nodes that start and copy a large data set. */
const TIMEOUT_SECONDS = 7200;

/** Runs one of the agent's region commands on the node that was found. */
export function onNode(step: string, program?: string): Omit<AutomationStep, 'name'> {
  return runCommand(`redis-ha-agent region ${step} --target {{ TargetRegion }}`, program);
}

/** @param command as a step of a promotion names it: `redis-ha-agent region ...` */
export function runCommand(command: string, program = PROGRAM): Omit<AutomationStep, 'name'> {
  const words = command.replace(/^redis-ha-agent /, '').replace(/--target \S+/, '--target {{ TargetRegion }}');
  return {
    action: 'aws:runCommand',
    inputs: {
      DocumentName: 'AWS-RunShellScript',
      InstanceIds: [`{{ ${FIND}.InstanceId }}`],
      Parameters: {
        executionTimeout: [String(TIMEOUT_SECONDS)],
        commands: [
          'set -eu',
          'set --',
          // Parameters are held to patterns without quotes, so that they stay words.
          `if [ "{{ Force }}" = yes ]; then set -- --force --evidence "{{ Evidence }}"; fi`,
          `exec ${program} ${words} --config ${NODE_JSON} --by "automation {{ automation:EXECUTION_ID }}" "$@"`,
        ],
      },
    },
  };
}
