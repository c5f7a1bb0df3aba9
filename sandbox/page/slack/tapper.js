// What a tap on Block Kit sends: the element, what was chosen, and what is typed beside it.

import { tapped } from "/static/taps.js";
import * as calls from "./calls.js";

/** Makes the `tap` of one message or view. `where` names it: {channel, ts} or {view_id}. */
export function tapper({ as, where, form, after }) {
  return async (blockId, actionId, option, node) => {
    if (node?.getAttribute("aria-busy") === "true") return;
    await tapped(node, () => calls.tap({ as, ...where, block_id: blockId, action_id: actionId, option, values: form.values() }));
    await after();
  };
}
