// The page as a whole: reads where it is from the address, fetches what that needs, and keeps it fresh.
// What one platform has and another has not is in the object that its own entry hands to `openPage`:
//   content                       how messages are shown: {body, spoken, system, reaction}
//   sections(world)               the places at the left; `header` and `corner` what stands above the messages
//   writing, hints, send, menu    the line at the bottom
//   window, look(as)              the form over the page, and how it is fetched
//   home                          a place that is no conversation: {id, load, leave}, or null
//   steps(world)                  what a newcomer can try

import * as api from "./api.js";
import { h, icon } from "./dom.js";
import { Composer } from "./composer.js";
import { Clock, Help } from "./extras.js";
import { MessageList } from "./messages.js";
import { clearNote, told } from "./notice.js";
import { drawer, fullName, places, switcher } from "./sidebar.js";
import { asked } from "./taps.js";

const at = (id) => document.getElementById(id);

let world = null; // the state of the workspace as `world.me` sees it
let place = ""; // a conversation's id, or that of the platform's home
let turns = 0; // how often the address was read; an older reading gives way
let stopListening = () => {};
let platform, list, clock, help, menu, composer;

/** One run at a time; whoever asks during a run gets another run after it. */
function coalesced(task) {
  let running = null;
  let again = false;
  const loop = async () => {
    do {
      again = false;
      await told(task);
    } while (again);
    running = null;
  };
  return () => {
    if (running) again = true;
    else running = loop();
    return running;
  };
}

function knowing(state) {
  const everybody = new Map([...state.people, { ...state.bot, is_bot: true }].map((person) => [person.id, person]));
  const channels = new Map(state.channels.map((channel) => [channel.id, channel]));
  const names = {
    find: (id) => everybody.get(id),
    person: (id) => (everybody.has(id) ? fullName(everybody.get(id)) : id),
    channel: (id) => channels.get(id)?.name ?? id,
    people: () => state.people,
    channels: () => state.channels,
  };
  const botDm = (state.dms.find((dm) => dm.user === state.bot.id) ?? state.dms[0])?.id;
  return { ...state, names, botDm };
}

const isHome = (id) => Boolean(platform.home) && id === platform.home.id;
const knows = (id) => isHome(id) || world.channels.some((one) => one.id === id) || world.dms.some((one) => one.id === id);

const loadState = coalesced(async () => {
  const state = await api.state(world?.me.id);
  if (state.me.id === world?.me.id) adopt(state);
});

const loadMessages = coalesced(async () => {
  const [as, channel] = [world.me.id, place];
  if (isHome(channel)) return;
  const messages = await api.messages(as, channel);
  if (as !== world.me.id || channel !== place) return;
  list.show(messages, { place: `${as}/${channel}`, world, refresh });
  at("skip-question").hidden = !list.newestQuestion();
  if ([...world.dms, ...world.channels].some((one) => one.id === channel && one.unread)) await loadState();
});

const loadHome = coalesced(async () => {
  if (isHome(place)) await platform.home.load(world.me.id);
});

const loadWindow = coalesced(async () => {
  const as = world.me.id;
  const shown = await platform.look(as);
  if (as === world.me.id) platform.window.show(shown);
});

const refresh = () => Promise.all([loadMessages(), loadWindow()]);
const everything = () => Promise.all([loadState(), loadMessages(), loadHome(), loadWindow()]);

function adopt(state) {
  world = knowing(state);
  at("team").textContent = world.team.name;
  switcher(at("people"), world, (person) => { location.hash = `#${person}/${place}`; });
  clock.show(world.clock);
  at("away").hidden = world.connected;
  if (!place) return;
  if (!knows(place)) location.hash = `#${world.me.id}`; // left, and private
  else title();
}

function corner() {
  const drawn = platform.corner(world, place);
  if (at("corner").dataset.shown !== drawn.key) at("corner").replaceChildren(...drawn.nodes());
  at("corner").dataset.shown = drawn.key;
  at("corner").hidden = !at("corner").childElementCount;
}

function title() {
  const { name, topic, members } = platform.header(world, place);
  places(at("places"), world, place, platform.sections(world));
  at("place-name").textContent = name;
  at("place-topic").textContent = [topic, members ? `${members} members` : ""].filter(Boolean).join(" · ");
  corner();
  document.title = `${name} · ${fullName(world.me)} · Pulssi sandbox`;
  const { placeholder, label, closed } = platform.writing(world, place);
  at("composer").hidden = isHome(place) || Boolean(closed);
  at("composer-input").placeholder = placeholder;
  at("composer").setAttribute("aria-label", label);
  platform.menu?.(at("composer-menu"), world, place);
}

function onEvent(event) {
  const own = event.kind === "message" && (!event.channel || event.channel === place);
  if (own) loadMessages();
  if (event.kind === "message" && !own) loadState();
  if (event.kind === "state" || event.kind === "clock") loadState();
  if (event.kind === "view") loadWindow();
  if (event.kind === "home") loadHome();
}

async function become(person, turn) {
  const state = await api.state(person).catch(() => api.state());
  if (turn !== turns) return;
  stopListening();
  adopt(state);
  stopListening = api.listen(world.me.id, { onEvent, onGap: everything });
}

/** The address decides: #U1/C1 is what U1 sees in C1. An unknown part falls back to the bot's direct message. */
async function route() {
  const turn = ++turns;
  const [person, wanted] = location.hash.slice(1).split("/");
  if (!world || person !== world.me.id) await become(person, turn);
  if (turn !== turns) return;
  place = wanted && knows(wanted) ? wanted : world.botDm ?? world.channels[0]?.id ?? platform.home?.id;
  history.replaceState(null, "", `#${world.me.id}/${place}`);
  clearNote();
  title();
  help.show(platform.steps(world));
  menu.close();
  if (!isHome(place)) platform.home?.leave();
  at("scroller").hidden = isHome(place);
  at("home").hidden = !isHome(place);
  at("more").hidden = true;
  at("skip-question").hidden = true;
  await Promise.all([loadMessages(), loadHome(), loadWindow()]);
}

async function go(id) {
  history.pushState(null, "", `#${world.me.id}/${id}`);
  await route();
}

function furnish() {
  list = new MessageList({ scroller: at("scroller"), list: at("messages"), more: at("more"), content: platform.content });
  clock = new Clock({ box: at("clock"), after: everything });
  help = new Help({ box: at("help"), button: at("help-button") });
  menu = drawer({ sidebar: at("sidebar"), button: at("menu-button"), backdrop: at("backdrop"), main: at("main") });
  composer = new Composer({
    form: at("composer"), input: at("composer-input"), hint: at("composer-hint"), after: refresh,
    hints: (text) => platform.hints(text, world, place), send: (text) => platform.send(text, world, place),
  });
  at("composer-label").textContent = platform.lineLabel;
  at("menu-button").append(icon("menu"));
  at("send").append(icon("send"));
  at("help-button").prepend(icon("help"));
}

function heed() {
  at("skip").addEventListener("click", (event) => { event.preventDefault(); at(isHome(place) ? "home" : "scroller").focus(); });
  at("skip-question").addEventListener("click", (event) => { event.preventDefault(); asked(list.newestQuestion())?.focus(); });
  addEventListener("hashchange", () => told(route));
  // The demo's time runs on between two events, and so do "today" and "yesterday".
  setInterval(() => { if (world?.clock && !document.hidden) loadState(); }, 30_000);
}

/** What a platform does with the page: where it is, going elsewhere, looking again. */
const page = {
  world: () => world,
  place: () => place,
  go, refresh, everything,
  write: (text) => composer.set(text),
  jump: () => clock.next(),
  becomeAnother: () => { menu.open(); at("switcher").click(); },
};

/** Opens the page; `make(page)` gives the platform's part of it. */
export async function openPage(make) {
  platform = make(page);
  furnish();
  heed();
  await told(route);
}
