// The shortcodes a pulse bot and its people are likely to write. Anything else stays as it was typed.

const EMOJI = {
  smile: "😄", smiley: "😃", grinning: "😀", slightly_smiling_face: "🙂", blush: "😊", wink: "😉", joy: "😂",
  neutral_face: "😐", expressionless: "😑", slightly_frowning_face: "🙁", white_frowning_face: "☹️", disappointed: "😞",
  worried: "😟", cry: "😢", sob: "😭", angry: "😠", rage: "😡", weary: "😩", tired_face: "😫", sleeping: "😴",
  thinking_face: "🤔", sunglasses: "😎", heart_eyes: "😍", star_struck: "🤩", hugging_face: "🤗", partying_face: "🥳",
  relaxed: "☺️", relieved: "😌", confused: "😕", open_mouth: "😮", scream: "😱", innocent: "😇", upside_down_face: "🙃",
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", clap: "👏", raised_hands: "🙌", pray: "🙏", wave: "👋",
  muscle: "💪", ok_hand: "👌", point_right: "👉", point_down: "👇", handshake: "🤝", raising_hand: "🙋", eyes: "👀",
  heart: "❤️", blue_heart: "💙", green_heart: "💚", broken_heart: "💔", sparkles: "✨", star: "⭐", star2: "🌟", fire: "🔥",
  tada: "🎉", confetti_ball: "🎊", trophy: "🏆", medal: "🏅", rocket: "🚀", dart: "🎯", bulb: "💡", seedling: "🌱",
  white_check_mark: "✅", heavy_check_mark: "✔️", ballot_box_with_check: "☑️", x: "❌", warning: "⚠️", no_entry: "⛔",
  exclamation: "❗", question: "❓", information_source: "ℹ️", bell: "🔔", no_bell: "🔕", lock: "🔒", unlock: "🔓", key: "🔑",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", alarm_clock: "⏰", stopwatch: "⏱️", calendar: "📆", date: "📅",
  spiral_calendar_pad: "🗓️", chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", bar_chart: "📊",
  clipboard: "📋", memo: "📝", pencil: "📝", pencil2: "✏️", speech_balloon: "💬", thought_balloon: "💭", mega: "📣",
  loudspeaker: "📢", email: "📧", inbox_tray: "📥", link: "🔗", mag: "🔍", gear: "⚙️", wrench: "🔧", hammer_and_wrench: "🛠️",
  package: "📦", books: "📚", open_book: "📖", house: "🏠", office: "🏢", busts_in_silhouette: "👥", bust_in_silhouette: "👤",
  arrow_up: "⬆️", arrow_down: "⬇️", arrow_right: "➡️", arrow_upper_right: "↗️", arrow_lower_right: "↘️", left_right_arrow: "↔️",
  large_blue_circle: "🔵", red_circle: "🔴", large_green_circle: "🟢", large_yellow_circle: "🟡", white_circle: "⚪",
  black_circle: "⚫", coffee: "☕", cake: "🍰", sunny: "☀️", cloud: "☁️", rainbow: "🌈", snowflake: "❄️", palm_tree: "🌴",
  face_with_thermometer: "🤒", beach_with_umbrella: "🏖️", robot_face: "🤖", ghost: "👻", shield: "🛡️", zipper_mouth_face: "🤐",
  one: "1️⃣", two: "2️⃣", three: "3️⃣", four: "4️⃣", five: "5️⃣", zero: "0️⃣", "100": "💯", zap: "⚡", heartbeat: "💓",
};

export const emoji = (name) => (Object.hasOwn(EMOJI, name) ? EMOJI[name] : null);

export const withEmoji = (text) => String(text).replace(/:([a-z0-9_+-]+):/g, (typed, name) => emoji(name) ?? typed);
