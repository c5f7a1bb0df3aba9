// Times as the person who is looking would read them: in their own time zone.

function format(iso, timeZone, options) {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return "";
  try {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: timeZone || undefined }).format(at);
  } catch {
    return new Intl.DateTimeFormat("en-GB", options).format(at);
  }
}

export const clockTime = (iso, zone) => format(iso, zone, { hour: "2-digit", minute: "2-digit" });
export const fullTime = (iso, zone) => format(iso, zone, { dateStyle: "full", timeStyle: "short" });
export const dayKey = (iso, zone) => format(iso, zone, { year: "numeric", month: "2-digit", day: "2-digit" });

export function dayLabel(iso, now, zone) {
  const yesterday = new Date(new Date(now).getTime() - 86_400_000).toISOString();
  if (dayKey(iso, zone) === dayKey(now, zone)) return "Today";
  if (dayKey(iso, zone) === dayKey(yesterday, zone)) return "Yesterday";
  return format(iso, zone, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}

export const zoneName = (zone) => String(zone || "").split("/").pop().replaceAll("_", " ");
