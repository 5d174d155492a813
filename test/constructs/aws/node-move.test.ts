import { deployed, flat, userDataOf, ZONES, type Deployed } from './stacks';

const base = deployed();
const moved = deployed({ moveNodes: [{ node: 'node-2', zone: 'zone-3' }] });

function nodeResources({ resources }: Deployed): Record<string, unknown> {
  return Object.fromEntries(Object.values(resources).filter(({ logicalId }) => /Node\d/.test(logicalId))
    .map(({ logicalId, Properties }) => [logicalId, Properties]));
}

function pointer({ at }: Deployed): Record<string, any> {
  return JSON.parse(flat(at('Pointer/Parameter').Properties.Value)) as Record<string, any>;
}

describe('move-node: a zone that stays down', () => {
  test('the moved node, and it alone, gets another group, interface and volume, in the other zone', () => {
    const [before, after] = [nodeResources(base), nodeResources(moved)];
    const gone = Object.keys(before).filter((id) => !(id in after));
    const come = Object.keys(after).filter((id) => !(id in before));
    expect(gone).toHaveLength(4);
    expect(gone.every((id) => id.includes('Node2'))).toBe(true);
    expect(come).toHaveLength(4);
    expect(come.every((id) => id.includes('Node2InZone3'))).toBe(true);
    const kept = Object.keys(before).filter((id) => id in after);
    expect(kept.map((id) => after[id])).toEqual(kept.map((id) => before[id]));
    expect(moved.at('Node2InZone3/Volume').Properties.AvailabilityZone).toBe(ZONES[2]);
  });

  test('what it leaves behind is kept', () => {
    expect(base.at('Node2/Volume').DeletionPolicy).toBe('Retain');
    expect(base.at('Node2/Interface').DeletionPolicy).toBe('Retain');
  });

  test('it keeps its name, and its place in the order', () => {
    expect(pointer(moved).bindings.addresses['node-2']).toContain('Node2InZone3Interface');
    expect(moved.at('Node2InZone3/Group').DependsOn).toContain(base.at('Node1/Group').logicalId);
    expect(moved.at('Node3/Group').DependsOn).toContain(moved.at('Node2InZone3/Group').logicalId);
  });

  test('its new volume may be empty, that one only; an instance left over in the old zone does not start', () => {
    expect(pointer(base).moved).toBeUndefined();
    expect(pointer(moved).moved).toEqual({ 'node-2': `<${moved.at('Node2InZone3/Volume').logicalId}>` });
    expect(pointer(moved).acceptNewVolumes).toEqual([]);
    expect(userDataOf(base.at('Node2/LaunchTemplate'))).toContain('lives in another zone now');
  });

  test.each([
    { moveNodes: [{ node: 'node-7', zone: 'zone-1' }], error: /Redis: moveNodes: got "node-7", which is no node of the plan/ },
    { moveNodes: [{ node: 'node-1', zone: 'eu-central-1c' }], error: /moveNodes: got "eu-central-1c" for node-1; use one of zone-1, zone-2, zone-3/ },
    { moveNodes: [{ node: 'node-1', zone: 'zone-2' }, { node: 'node-1', zone: 'zone-3' }], error: /moveNodes: names node-1 twice/ },
  ])('$moveNodes is refused', ({ moveNodes, error }) => {
    expect(() => deployed({ moveNodes })).toThrow(error);
  });
});
