// The page as Microsoft Teams has it: the chat with the bot, the channels of teams, Adaptive Cards, dialogs.

import * as api from "/static/api.js";
import { avatar, h, icon } from "/static/dom.js";
import { note, told } from "/static/notice.js";
import { openPage } from "/static/page.js";
import { picker } from "/static/popup.js";
import { tapped } from "/static/taps.js";
import { card } from "./adaptive.js";
import * as calls from "./calls.js";
import { Dialog } from "./dialog.js";
import { entered, incomplete } from "./inputs.js";
import { markdown, spoken, typed } from "./markdown.js";

const REACTIONS = { like: "👍", heart: "❤️", laugh: "😆", surprised: "😮", sad: "🙁", angry: "😠" };

function presser(message, { place, world, refresh, form }) {
  const [as, channel] = place.split("/");
  return async (action, node) => {
    if (node.getAttribute("aria-busy") === "true") return;
    const alone = action.associatedInputs === "none";
    if (!alone && incomplete(form)) return;
    const reply = await tapped(node, () => calls.press({
      as, channel, post: message.ts, button: action.number, title: action.title ?? null, values: alone ? {} : entered(form),
    }));
    if (reply?.text) note(reply.text);
    await refresh();
  };
}

function body(message, options) {
  const env = { form: options.form, people: options.world.people, press: presser(message, options) };
  if (message.cards.length) return message.cards.map((one) => card(one, env));
  if (message.format === "plain") return h("div", { class: "prose" }, typed(message.text, message.mentions));
  return h("div", { class: "prose" }, markdown(message.text, message.mentions));
}

const content = {
  body,
  spoken: (message) => spoken(message.text, message.mentions),
  system: () => [],
  reaction: (name) => REACTIONS[name] ?? name,
};

const unreadLook = (one) => ({ unread: one.unread, className: one.unread ? "is-unread" : "" });

function sections(world) {
  const chats = world.dms.map((one) => ({ id: one.id, face: avatar({ name: one.name, isBot: true }), words: one.name, ...unreadLook(one) }));
  const channels = world.channels.map((one) => ({
    id: one.id, face: h("span", { class: "place-icon" }, icon("team")),
    words: h("span", { class: "place-name" }, one.team, h("small", {}, one.name)), ...unreadLook(one),
  }));
  return [["Chat", chats], ["Teams and channels", channels]];
}

const channelAt = (world, place) => world.channels.find((one) => one.id === place);

function header(world, place) {
  const channel = channelAt(world, place);
  if (channel) return { name: channel.team, topic: channel.name, members: channel.members.length };
  const [chat] = world.dms;
  return { name: chat.name, topic: chat.installed ? "Chat" : `Chat · you do not have ${chat.name}` };
}

/** Adding and removing the app: one's own, or that of the team. */
const corner = (page) => (world, place) => {
  const channel = channelAt(world, place);
  const there = channel ? channel.has_bot : world.dms[0].installed;
  const whose = channel ? "from this team" : "from your chat";
  const put = (call) => told(async () => {
    const { error } = await call(world.me.id, place);
    if (error) throw new Error(error);
    await page.everything();
  });
  const removing = () => picker({
    label: "More actions", face: icon("more"), kind: "menu", className: "plain-icon", onPick: () => put(calls.uninstall),
    options: [{ value: "remove", label: `Remove ${world.bot.name} ${whose}`, note: channel ? "It can no longer post here." : "It can no longer write to you." }],
  });
  const adding = () => [h("button", { type: "button", class: "button primary", onClick: () => put(calls.install) }, `Add ${world.bot.name}`)];
  return { key: `${world.me.id}/${place}/${there}`, nodes: there ? removing : adding };
};

function writing(world, place) {
  const channel = channelAt(world, place);
  const { name } = world.bot;
  if (channel) return { placeholder: `Write here, or to @${name}`, label: `Write to ${channel.team}` };
  return { placeholder: "Type help to begin", label: `Write to ${name}`, closed: !world.dms[0].installed };
}

const commandsHere = (world, place) =>
  (channelAt(world, place) ? world.commands.team.map(([command, meaning]) => [`@${world.bot.name} ${command}`, meaning]) : world.commands.personal);

function hints(text, world, place) {
  const channel = channelAt(world, place);
  if (!text) return { said: [], tips: [] };
  const tips = commandsHere(world, place).map(([command]) => command).filter((tip) => tip.startsWith(text) && tip !== text).slice(0, 4);
  const heard = channel && text.toLowerCase().includes(`@${world.bot.name.toLowerCase()}`);
  const goes = `${world.bot.name} hears this, and so does everybody here; it answers in your chat.`;
  return { said: heard ? [h("span", {}, goes)] : [], tips };
}

async function send(text, world, place) {
  const reply = await api.say(world.me.id, place, text);
  if (reply.in_chat) note(`${world.bot.name} has answered you in `, h("a", { href: `#${world.me.id}/${world.botDm}` }, "your chat"), ".");
  return reply;
}

/** The bot's commands, as its package lists them. */
const menu = (page) => (box, world, place) => {
  const listed = commandsHere(world, place);
  const key = JSON.stringify(listed);
  if (box.dataset.shown === key) return;
  box.dataset.shown = key;
  box.hidden = !listed.length;
  box.replaceChildren(...(listed.length ? picker({
    label: "Commands", face: icon("list"), kind: "menu", className: "plain-icon", onPick: (command) => page.write(command),
    options: listed.map(([command, meaning]) => ({ value: command, label: command, note: meaning })),
  }) : []));
};

const steps = (page) => (world) => {
  const [team] = [...world.channels].sort((one, other) => other.has_pictures - one.has_pictures || one.members.length - other.members.length);
  const me = world.me.id;
  return [
    [`Answer the question in your chat with ${world.bot.name}`, `#${me}/${world.botDm}`],
    ...(team ? [[`Look at the digest in ${team.team}`, `#${me}/${team.id}`]] : []),
    ["Type help in the chat", async () => { await page.go(world.botDm); page.write("help"); }],
    ["Switch person and see it through other eyes", page.becomeAnother],
    ...(world.clock?.jumps?.length ? [["Jump the clock to see the digest", async () => { if (team) await page.go(team.id); await page.jump(); }]] : []),
  ];
};

await openPage((page) => ({
  content, sections, header, writing, hints, send,
  corner: corner(page),
  menu: menu(page),
  steps: steps(page),
  lineLabel: "Message",
  window: new Dialog({ world: page.world, refresh: page.refresh }),
  look: calls.dialog,
  home: null,
}));
