/**
 * Rows in columns, the first row underlined. The last column is wrapped at
 * `width` and continues below itself.
 */
export function table(rows: string[][], width = process.stdout.columns ?? 120): string {
  const columns = rows[0]!.length;
  const widths = Array.from({ length: columns - 1 }, (_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const indent = widths.reduce((sum, one) => sum + one + 2, 0);
  const room = Math.max(24, width - indent);
  const lines: string[] = [];
  rows.forEach((row, index) => {
    const fixed = widths.map((one, column) => `${row[column]!.padEnd(one)}  `).join('');
    const [first = '', ...more] = wrapped(row[columns - 1]!, room);
    lines.push((fixed + first).trimEnd(), ...more.map((line) => ' '.repeat(indent) + line));
    if (index === 0) {
      lines.push([...widths, row[columns - 1]!.length].map((one) => '-'.repeat(one)).join('  '));
    }
  });
  return lines.join('\n');
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines;
}
