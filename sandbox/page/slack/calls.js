// What the page asks of Slack's sandbox beyond what every page asks.

import { get, post } from "/static/api.js";

/** Opening tells the bot, which then has something to show; a quiet look does not. */
export const home = (as, { quiet }) => get("home", { as, quiet: quiet ? "1" : "" });
export const view = async (as) => (await get("views", { as })).view;

export const tap = (body) => post("tap", body);
export const command = (as, channel, text) => post("command", { as, channel, text });
export const submit = (as, viewId, values) => post("submit", { as, view_id: viewId, values });
export const close = (as, viewId) => post("close", { as, view_id: viewId });
