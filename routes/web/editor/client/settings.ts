const KEY = "streamforge_editor";

function readAll(): Record<string, unknown> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    return {};
  }
}

/** Reads a setting of the editor from this device; `fallback` where it was never set. */
export function readSetting<T extends string | number | boolean>(name: string, fallback: T): T {
  const kept = readAll()[name];
  return typeof kept === typeof fallback ? kept as T : fallback;
}

export function saveSetting(name: string, value: string | number | boolean): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...readAll(), [name]: value }));
  } catch { /* storage is off: the setting lasts as long as the page */ }
}
