// A tap on an interactive element: tell the server, show that it is on its way, say what went wrong.

import * as api from "./api.js";
import { clearToast, toast } from "./notice.js";

/** Makes the `tap` of one message or view. `where` names it: {channel, ts} or {view_id}. */
export function tapper({ as, where, form, after }) {
  return async (blockId, actionId, option, node) => {
    if (node?.getAttribute("aria-busy") === "true") return;
    clearToast();
    node?.setAttribute("aria-busy", "true");
    try {
      const reply = await api.tap({ as, ...where, block_id: blockId, action_id: actionId, option, values: form.values() });
      if (reply.error) toast(reply.error);
    } catch (problem) {
      toast(problem.message);
    } finally {
      node?.removeAttribute("aria-busy");
    }
    await after();
  };
}

/** Replaces a node that may hold the focus, and puts the focus where it was or else on the new node. */
export function swap(old, fresh) {
  const active = document.activeElement;
  const had = old.contains(active);
  const { block, action, value } = active?.dataset ?? {};
  const caret = had && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  old.replaceWith(fresh);
  if (!had) return false;
  const same = [...fresh.querySelectorAll("[data-action]")].find((node) =>
    node.dataset.block === block && node.dataset.action === action && (value === undefined || node.dataset.value === value));
  (same ?? fresh).focus({ preventScroll: true });
  if (same && caret && caret[0] !== null) same.setSelectionRange(...caret);
  return true;
}
