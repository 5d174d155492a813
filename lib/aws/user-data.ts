import { EC2_PATHS } from '../config';
import type { Engine } from '../model';
import { bootPreamble, quote } from './user-data-preamble';
import { installPackages, installSsmAgent } from './user-data-packages';
import { prepareVolume } from './user-data-volume';
import type { Packages } from './packages';
import type { SsmAgent } from './ssm-agent';

/** What is written into one node's user data: only what never changes while the node keeps its identity. */
export interface UserDataInput {
  /** Name in the plan. */
  readonly node: string;
  readonly engine: Engine;
  readonly packages: Packages;
  readonly ssmAgent: SsmAgent;
  readonly region: string;
  /** SSM parameter that points at plan, bindings and agent. */
  readonly pointerParameter: string;
  readonly coordinationTable: string;
  /** The node's data volume. */
  readonly volumeId: string;
  /** Device name to attach it under. @default /dev/sdf */
  readonly device?: string;
  /** CloudFormation stack and logical id to signal; absent where CloudFormation is not. */
  readonly stackName?: string;
  readonly signalResource?: string;
  readonly lifecycleHook?: string;
}

/** EC2 takes no more, before base64. */
export const LARGEST_USER_DATA = 16_384;

/**
 * Boot script of a node. It knows neither plan nor peers nor the agent: those come
 * through the pointer, so that changing them replaces nobody. Every step may be run
 * again. A failing step signals failure to CloudFormation, once the AWS CLI is there.
 */
export function userData(input: UserDataInput): string {
  const text = [
    ...bootPreamble(input),
    ...installPackages(input.engine, input.packages),
    ...readPointer(),
    ...prepareVolume(input),
    ...installAgent(input),
    ...installSsmAgent(input.ssmAgent),
    'echo "redis-ha: $NODE is set up; its caretaker signals when it is ready"',
    '',
  ].join('\n');
  if (text.length > LARGEST_USER_DATA) {
    throw new Error(`user data of ${input.node} has ${text.length} characters, EC2 takes ${LARGEST_USER_DATA}: shorten packages.signingKey`);
  }
  return text;
}

function readPointer(): string[] {
  return [
    '# --- pointer: where plan, bindings and agent are now',
    'read_pointer() {',
    '  aws ssm get-parameter --name "$POINTER" --query Parameter.Value --output text >"$WORK/pointer.json"',
    '}',
    'pointed() {',
    '  node -e \'let v = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));'
      + ' for (const k of process.argv.slice(2)) v = v?.[k]; console.log(v ?? "")\' "$WORK/pointer.json" "$@"',
    '}',
    'accepted() {',
    '  [ "$(pointed moved "$NODE")" = "$VOLUME" ] || node -e \'process.exit(JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"))'
      + '.acceptNewVolumes?.includes(process.argv[2]) ? 0 : 1)\' "$WORK/pointer.json" "$NODE"',
    '}',
    'retry 30 read_pointer',
    '',
  ];
}

function installAgent(input: UserDataInput): string[] {
  // secretIds are filled in from the pointer by `install`, and again whenever the pointer changes.
  const config = JSON.stringify({
    node: input.node,
    planFile: EC2_PATHS.plan,
    bindingsFile: EC2_PATHS.bindings,
    dataDir: EC2_PATHS.data,
    runDir: EC2_PATHS.run,
    platform: {
      kind: 'ec2',
      region: input.region,
      secretIds: {},
      coordinationTable: input.coordinationTable,
      pointerParameter: input.pointerParameter,
      stackName: input.stackName,
      signalResource: input.signalResource,
      lifecycleHook: input.lifecycleHook,
    },
  });
  return [
    '# --- agent: it renders units and settings, and starts everything',
    'fetch_agent() {',
    '  read_pointer &&',
    '    aws s3api get-object --bucket "$(pointed agent bucket)" --key "$(pointed agent key)" "$WORK/agent.js" >/dev/null &&',
    '    echo "$(pointed agent sha256)  $WORK/agent.js" | sha256sum --check --quiet -',
    '}',
    'retry 30 fetch_agent',
    `install -d -m 0755 ${EC2_PATHS.configDir} "$(dirname ${EC2_PATHS.agent})"`,
    `install -m 0644 "$WORK/agent.js" ${EC2_PATHS.agent}`,
    `printf '%s\\n' ${quote(config)} >${EC2_PATHS.nodeConfig}`,
    `${EC2_PATHS.node} ${EC2_PATHS.agent} install --config ${EC2_PATHS.nodeConfig}`,
    '',
  ];
}
