import { Command } from 'commander';
import { mermaid, svg } from '../../lib/diagram';
import { InvalidInput } from '../../lib/model';
import { ExitCode } from './exit-code';
import { json, print, progress, writeOut } from './output';
import type { Finish } from './program';
import { readPlan } from './read-plan';

const FORMATS = { mermaid, svg };

export function diagramCommand(finish: Finish): Command {
  return new Command('diagram')
    .summary('draw a plan')
    .description('Draws a plan: nodes by failure domain, roles, ports, replication and Sentinels.')
    .argument('<plan>', 'plan file')
    .option('--format <format>', 'mermaid or svg (default: by the name of --out, else mermaid)')
    .option('--out <file>', 'write to a file instead of standard output')
    .option('--json', 'print {format, diagram} as JSON')
    .addHelpText('after', `
Examples:
  $ redis-ha diagram cdk.out/App-demo.redis-ha.json                  Mermaid, for a Markdown file
  $ redis-ha diagram demo.redis-ha.json --out demo.svg               one self-contained picture`)
    .action((file: string, flags: { format?: string; out?: string; json?: boolean }) => {
      const format = flags.format ?? (flags.out?.endsWith('.svg') ? 'svg' : 'mermaid');
      const draw = Object.hasOwn(FORMATS, format) ? FORMATS[format as keyof typeof FORMATS] : undefined;
      if (draw === undefined) {
        throw new InvalidInput('--format', `got "${format}"`, `use one of ${Object.keys(FORMATS).join(', ')}`);
      }
      const diagram = draw(readPlan(file));
      if (flags.out !== undefined) {
        writeOut(flags.out, diagram);
        progress(`written to ${flags.out}`);
      }
      if (flags.json) {
        print(json({ format, diagram }));
      } else if (flags.out === undefined) {
        print(diagram);
      }
      finish(ExitCode.OK);
    });
}
