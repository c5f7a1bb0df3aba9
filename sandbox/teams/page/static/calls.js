// What the page asks of the Teams sandbox beyond what every page asks.

import { get, post } from "/static/api.js";

export const dialog = async (as) => (await get("dialog", { as })).dialog;

/** `body` names a button by its number and title, so that a card that has changed meanwhile is not pressed. */
export const press = (body) => post("press", body);
export const submit = (body) => post("submit", body);
export const close = (as, dialogId) => post("close", { as, dialog: dialogId });
export const install = (as, channel) => post("install", { as, channel });
export const uninstall = (as, channel) => post("uninstall", { as, channel });
