import { svg } from '../../../lib/diagram';
import { clusterDiagramPlan, diagramPlan, hostilePlan, replicationDiagramPlan } from './plans';

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

test('every node, role and port is drawn, an arrow into each replica', () => {
  const drawn = svg(diagramPlan({ replicas: 4, sentinels: 5 }));
  expect(count(drawn, /class="node"/g)).toBe(5);
  expect(count(drawn, /class="primary"/g)).toBe(1);
  expect(count(drawn, /class="replica"/g)).toBe(4);
  expect(count(drawn, /class="sentinel"/g)).toBe(5);
  // One arrow more is in the legend.
  expect(count(drawn, /marker-end/g)).toBe(4 + 1);
  expect(drawn).toContain('>:26379<');
  expect(drawn).toContain('3 of 5 Sentinels call the primary down');
});

test('a Cluster: a primary per shard and no Sentinel; replication without one either', () => {
  const cluster = svg(clusterDiagramPlan({ shards: 5, replicas: 2 }));
  const drawn = (text: string): number[] => [/class="primary"/g, /class="replica"/g, /marker-end/g].map((part) => count(text, part));
  expect(drawn(cluster)).toEqual([5, 10, 10 + 1]);
  const chain = svg(replicationDiagramPlan({ replicas: 3, cascaded: 2 }));
  expect(drawn(chain)).toEqual([1, 3, 3 + 1]);
  for (const text of [cluster, chain]) {
    expect(text.slice(text.indexOf('</style>'))).not.toMatch(/sentinel/i);
  }
});

test('it is one file: nothing is fetched, nothing runs', () => {
  const drawn = svg(diagramPlan());
  expect(drawn.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:|href|<script|<image|@import|url\((?!#)/);
});

test('names are text, not markup', () => {
  const drawn = svg(hostilePlan());
  expect(drawn).not.toContain('<script');
  expect(drawn).toContain('&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;&#38;');
  expect(drawn).not.toContain('\u0007');
});

test('it is well-formed', () => {
  const plans = [diagramPlan(), hostilePlan(), diagramPlan({ replicas: 1 }, 1), clusterDiagramPlan(), replicationDiagramPlan()];
  for (const plan of plans) {
    const balance = [...svg(plan).matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/gi)].reduce<string[]>((open, [, close, name, single]) => {
      if (close) {
        expect(open.pop()).toBe(name);
      } else if (!single) {
        open.push(name!);
      }
      return open;
    }, []);
    expect(balance).toEqual([]);
  }
});

test('the same plan gives the same picture', () => {
  expect(svg(diagramPlan())).toBe(svg(diagramPlan()));
});
