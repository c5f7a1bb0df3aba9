// The values a person has entered in one message, view or home tab; survives a redraw when both ids stay the same.

export class Form {
  constructor(before = null) {
    this.controls = new Map();
    this.before = before ? before.values() : {};
  }

  add(blockId, actionId, control) {
    if (!this.controls.has(blockId)) this.controls.set(blockId, new Map());
    this.controls.get(blockId).set(actionId, control);
  }

  kept(blockId, actionId) {
    return this.before[blockId]?.[actionId];
  }

  values() {
    const values = {};
    for (const [blockId, controls] of this.controls)
      values[blockId] = Object.fromEntries([...controls].map(([actionId, control]) => [actionId, control.read()]));
    return values;
  }

  control(blockId) {
    return this.controls.get(blockId)?.values().next().value;
  }
}
