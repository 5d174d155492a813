import type { UserDataInput } from './user-data';

/** A word for the shell. Tokens of an IaC framework pass through unchanged; the values behind them hold no quote. */
export function quote(word: string): string {
  return `'${word.replaceAll('\'', '\'\\\'\'')}'`;
}

/** Variables, failure signal and retries: the frame of the boot script. */
export function bootPreamble(input: UserDataInput): string[] {
  return [
    '#!/bin/bash',
    '# Boot of a Redis node, written by redis-ha-constructs. Log: /var/log/cloud-init-output.log',
    'set -Eeuo pipefail',
    `NODE=${quote(input.node)}`,
    `POINTER=${quote(input.pointerParameter)}`,
    `TABLE=${quote(input.coordinationTable)}`,
    `VOLUME=${quote(input.volumeId)}`,
    `DEVICE=${quote(input.device ?? '/dev/sdf')}`,
    `STACK=${quote(input.stackName ?? '')}`,
    `RESOURCE=${quote(input.signalResource ?? '')}`,
    `export AWS_DEFAULT_REGION=${quote(input.region)} AWS_REGION=${quote(input.region)} AWS_PAGER='' DEBIAN_FRONTEND=noninteractive`,
    'export AWS_MAX_ATTEMPTS=8 AWS_RETRY_MODE=standard',
    // A busy machine is waited for, and never asked without a token, which it refuses.
    'export AWS_EC2_METADATA_V1_DISABLED=true AWS_METADATA_SERVICE_TIMEOUT=5 AWS_METADATA_SERVICE_NUM_ATTEMPTS=5',
    'INSTANCE=$(cloud-init query instance_id)',
    'WORK=$(mktemp -d)',
    'trap \'rm -rf "$WORK"\' EXIT',
    'failed() {',
    '  trap - ERR',
    '  echo "redis-ha: $1" >&2',
    '  if [ -n "$STACK" ]; then',
    '    aws cloudformation signal-resource --stack-name "$STACK" --logical-resource-id "$RESOURCE"'
      + ' --unique-id "$INSTANCE" --status FAILURE || echo "redis-ha: could not signal the failure" >&2',
    '  fi',
    '  exit 1',
    '}',
    'trap \'failed "boot failed at line $LINENO: $BASH_COMMAND"\' ERR',
    'retry() {',
    '  local left=$1; shift',
    '  until (trap - ERR; "$@"); do',
    '    left=$((left - 1))',
    '    [ "$left" -gt 0 ] || failed "gave up: $*"',
    '    sleep "${RETRY_SECONDS:-10}"',
    '  done',
    '}',
    '',
  ];
}
