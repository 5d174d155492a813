import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * First column of a table that says what is not the same with Pulumi as with the CDK.
 *
 * @param marker the comment before it in docs/pulumi-aws.md; the table ends with the next one, or with the section
 */
export function documented(marker: string): string[] {
  const page = readFileSync(join(__dirname, '../../../../../docs/pulumi-aws.md'), 'utf8');
  const section = page.split(`<!-- ${marker} -->`)[1]!.split(/^(?:<!--|## )/m)[0]!;
  return section.split('\n').map((line) => /^\| `([^`]+)`/.exec(line)?.[1]).filter((title) => title !== undefined).sort();
}
