// The sandbox server, as functions. Every failure is an ApiError whose message is a sentence.

const ROOT = "/sandbox/api";
const SILENT = "The sandbox does not answer. Is it still running?";

export class ApiError extends Error {}

async function call(path, options) {
  let response;
  try {
    response = await fetch(`${ROOT}/${path}`, options);
  } catch {
    throw new ApiError(SILENT);
  }
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  throw new ApiError(body.error || `The sandbox answered with status ${response.status}.`);
}

export const get = (path, query = {}) => {
  const known = Object.entries(query).filter(([, value]) => value);
  return call(known.length ? `${path}?${new URLSearchParams(known)}` : path);
};

export const post = (path, body) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export const state = (as) => get("state", { as });
export const messages = async (as, channel) => (await get("messages", { as, channel })).messages;
export const say = (as, channel, text) => post("say", { as, channel, text });
export const jump = (id) => post("jump", { id });

/** Calls onEvent({kind, channel}) for all that happens to this person; onGap after a lost connection came back. */
export function listen(as, { onEvent, onGap }) {
  const source = new EventSource(`${ROOT}/events?${new URLSearchParams({ as })}`);
  let lost = false;
  source.addEventListener("message", (event) => onEvent(JSON.parse(event.data)));
  source.addEventListener("error", () => { lost = true; });
  source.addEventListener("open", () => {
    if (lost) onGap();
    lost = false;
  });
  return () => source.close();
}
