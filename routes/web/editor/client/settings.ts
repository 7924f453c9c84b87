const KEY = "streamforge_editor";

function all(): Record<string, unknown> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    return {};
  }
}

/** What a person set for the editor on this device. */
export function setting<T extends string | number | boolean>(name: string, usual: T): T {
  const kept = all()[name];
  return typeof kept === typeof usual ? kept as T : usual;
}

export function keepSetting(name: string, value: string | number | boolean): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...all(), [name]: value }));
  } catch { /* storage is off: it lasts as long as the page */ }
}
