// A tap on an interactive element: tell the server, show that it is on its way, say what went wrong.

import { clearToast, toast } from "./notice.js";

/** Runs `send()` for one control, once at a time; returns the reply, or null where the server had none. */
export async function tapped(node, send) {
  if (node?.getAttribute("aria-busy") === "true") return null;
  clearToast();
  node?.setAttribute("aria-busy", "true");
  try {
    const reply = await send();
    if (reply.error) toast(reply.error);
    return reply;
  } catch (problem) {
    toast(problem.message);
    return null;
  } finally {
    node?.removeAttribute("aria-busy");
  }
}

/** Where an answer is waited for: the first button of a group that asks, or else of any. */
export const asked = (node) => node.querySelector(".asks [data-action]");

/** Who tapped an answer goes on with the next question; when there is none, with what can still be done. */
const next = (node) => asked(node) ?? [...node.querySelectorAll("button[data-action]")].pop() ?? node;

/** Replaces a node that may hold the focus, and puts the focus where it was, on the next question, or on the node. */
export function swap(old, fresh) {
  const active = document.activeElement;
  const had = old.contains(active);
  const { block, action, value } = active?.dataset ?? {};
  const caret = had && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  old.replaceWith(fresh);
  if (!had) return false;
  const same = [...fresh.querySelectorAll("[data-action]")].find((node) =>
    node.dataset.block === block && node.dataset.action === action && (value === undefined || node.dataset.value === value));
  const target = same ?? (fresh.matches(".message") && active !== old ? next(fresh) : fresh);
  target.focus({ preventScroll: true });
  if (!same) target.scrollIntoView({ block: "nearest" });
  if (same && caret && caret[0] !== null) same.setSelectionRange(...caret);
  return true;
}
