import { escaped, STYLE } from '../../../lib/diagram/svg-style';

test('everything that could end text or an attribute is escaped, control characters go', () => {
  expect(escaped('a<b>&"\'\u0000\u001b')).toBe('a&#60;b&#62;&#38;&#34;&#39;');
});

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

test.each(['light', 'dark'])('text can be read on what is behind it: %s', (scheme) => {
  const [light, dark] = STYLE.split('@media') as [string, string];
  const fill = (name: string): string => {
    const find = (sheet: string): string | undefined =>
      [...sheet.matchAll(/([.\w,-]+)\{([^}]*)\}/g)].filter(([, names]) => names!.split(',').includes(`.${name}`))
        .map(([, , rules]) => /fill:(#[0-9a-f]{6})/.exec(rules!)?.[1]).find(Boolean);
    return (scheme === 'dark' ? find(dark) : undefined) ?? find(light)!;
  };
  const pairs = [
    ['h1', 'page'], ['h2', 'page'], ['legend', 'page'], ['domain-name', 'domain'], ['node', 'card'],
    ['primary-text', 'primary'], ['replica-text', 'replica'], ['sentinel-text', 'sentinel'], ['label', 'label-box'],
  ];
  for (const [front, back] of pairs as [string, string][]) {
    const [a, b] = [luminance(fill(front)), luminance(fill(back))];
    expect([front, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) >= 4.5]).toEqual([front, true]);
  }
});
